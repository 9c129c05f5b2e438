/** Every form in which a text could leave: as it is, and in the usual encodings. */
const unpadded = (text: string): string => text.replace(/=+$/, "");

/** In base64, a text that stands inside of another begins in any of three positions. */
const inBase64 = (text: string): readonly string[] => [0, 1, 2].flatMap((shift) => {
  const whole = Buffer.concat([Buffer.alloc(shift, "x"), Buffer.from(text)]).toString("base64");
  const part = unpadded(whole).slice(shift === 0 ? 0 : 4, -2);
  return [part, part.replaceAll("+", "-").replaceAll("/", "_")];
});

const escaped = (text: string): string => [...text].map((char) =>
  `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");

export const formsOfText = (text: string): readonly string[] => {
  const hex = Buffer.from(text).toString("hex");
  const forms = [text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1), hex,
    hex.toUpperCase(), escaped(text), [...text].reverse().join(""), ...inBase64(text),
    [...Buffer.from(text)].join(","), [...Buffer.from(text)].join(", ")];
  return [...new Set(forms)].filter((form) => form.length >= 6);
};
