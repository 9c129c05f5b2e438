/**
 * Names of files as text. To Linux a name is bytes, and hardly any is not UTF-8. In one that is
 * not, each byte that does not belong to a character is written as a lone surrogate, U+DC80 for
 * 0x80 to U+DCFF for 0xff: no bytes read as that, so nothing is lost, and no two names are alike.
 */

const LONE = /[\udc80-\udcff]/;
const SURROGATES = /[\ud800-\udbff][\udc00-\udfff]|[\udc80-\udcff]/g;
const LONE_BASE = 0xdc00;

/** Whether this text has a byte that is not UTF-8; an emoji's second half is not one. */
export const hasOddBytes = (name: string): boolean =>
  !name.isWellFormed() && LONE.test(name);

const LONGEST = 4;

/** The character that begins at `at`; null where none does. */
const characterAt = (bytes: Uint8Array, at: number): string | null => {
  for (let end = at + 1; end <= Math.min(at + LONGEST, bytes.length); end++) {
    const text = Buffer.from(bytes.subarray(at, end)).toString();
    if (Buffer.from(text).equals(bytes.subarray(at, end))) return text;
  }
  return null;
};

export const decodeName = (bytes: Uint8Array): string => {
  let name = "";
  for (let at = 0; at < bytes.length; ) {
    const character = characterAt(bytes, at);
    name += character ?? String.fromCharCode(LONE_BASE + (bytes[at] ?? 0));
    at += character === null ? 1 : Buffer.byteLength(character);
  }
  return name;
};

export const encodeName = (name: string): Buffer => {
  const parts: Buffer[] = [];
  let from = 0;
  for (const { 0: found, index } of name.matchAll(SURROGATES)) {
    if (found.length > 1) continue; // a character beyond U+FFFF
    parts.push(Buffer.from(name.slice(from, index)),
      Buffer.of(found.charCodeAt(0) - LONE_BASE));
    from = index + 1;
  }
  return Buffer.concat([...parts, Buffer.from(name.slice(from))]);
};

const ASCII = /^[\0-\x7f]*$/;

/** The order of strcmp(3), which compares bytes. */
export const compareNames = (a: string, b: string): number =>
  (ASCII.test(a) && ASCII.test(b) ? Number(a > b) - Number(a < b)
    : Buffer.compare(encodeName(a), encodeName(b)));
