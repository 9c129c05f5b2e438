/** The slices that a slice of systemd lies in, outermost first: `a-b.slice` is inside `a.slice`. */

/** With itself; none for `-.slice`, which is the root. */
export const slicesAbove = (slice: string): readonly string[] => {
  if (slice === "-.slice") return [];
  const parts = slice.replace(/\.slice$/, "").split("-");
  return parts.map((_, at) => `${parts.slice(0, at + 1).join("-")}.slice`);
};
