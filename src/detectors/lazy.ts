/** Computes on first use and keeps the answer: a detector costs only what is asked of it. */
export const lazy = <T>(compute: () => T): (() => T) => {
  let kept: { readonly value: T } | null = null;
  return () => (kept ??= { value: compute() }).value;
};
