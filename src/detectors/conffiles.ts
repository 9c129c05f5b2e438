/**
 * Files in /etc that are still as their Debian package brought them. dpkg records the MD5 of each
 * "conffile" it installs; as long as the file has it, its words are the distribution's (Ubuntu
 * sets vm.max_map_count that way) and not an administrator's. RPM keeps its record in a database
 * that only rpm reads, so there every file in /etc counts as the administrator's.
 */
import type { HostReader } from "../engine/ports.ts";
import { lazy } from "./lazy.ts";

const STATUS = "/var/lib/dpkg/status";

const SHIFTS = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]] as const;
const sines = lazy(() =>
  Uint32Array.from({ length: 64 }, (_, i) => Math.abs(Math.sin(i + 1)) * 2 ** 32));

const padded = (bytes: Uint8Array): DataView => {
  const block = new Uint8Array((bytes.length + 72) & ~63);
  block.set(bytes);
  block[bytes.length] = 0x80;
  const view = new DataView(block.buffer);
  view.setUint32(block.length - 8, (bytes.length << 3) >>> 0, true);
  view.setUint32(block.length - 4, Math.floor(bytes.length / 2 ** 29), true);
  return view;
};

/** What round `i` mixes of b, c and d, and which of the block's 16 words it adds. */
const round = (i: number, b: number, c: number, d: number): readonly [number, number] => {
  if (i < 16) return [(b & c) | (~b & d), i];
  if (i < 32) return [(d & b) | (~d & c), (5 * i + 1) % 16];
  if (i < 48) return [b ^ c ^ d, (3 * i + 5) % 16];
  return [c ^ (b | ~d), (7 * i) % 16];
};

/** MD5 is what dpkg recorded; here it only tells a file that was edited, and secures nothing. */
export const md5 = (text: string): string => {
  const addends = sines();
  const view = padded(new TextEncoder().encode(text));
  const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  for (let block = 0; block < view.byteLength; block += 64) {
    let [a = 0, b = 0, c = 0, d = 0] = state;
    for (let i = 0; i < 64; i++) {
      const [mixed, word] = round(i, b, c, d);
      const sum = (a + mixed + (addends[i] ?? 0) + view.getUint32(block + 4 * word, true)) | 0;
      const shift = SHIFTS[i >> 4]?.[i % 4] ?? 0;
      [a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0];
    }
    [a, b, c, d].forEach((part, i) => (state[i] = (state[i] ?? 0) + part));
  }
  const digest = new DataView(new ArrayBuffer(16));
  state.forEach((part, i) => digest.setUint32(4 * i, part, true));
  return Array.from(new Uint8Array(digest.buffer), (byte) => byte.toString(16).padStart(2, "0"))
    .join("");
};

/** Tells whether `text`, found at `path`, is what a package put there. Reads dpkg's record once. */
export const conffileCheck = (host: HostReader): ((path: string, text: string) => boolean) => {
  let status: string | null = null;
  return (path, text) => {
    status ??= host.read(STATUS) ?? "";
    return status.includes(`\n ${path} `) && status.includes(`\n ${path} ${md5(text)}`);
  };
};
