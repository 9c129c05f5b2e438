/** Bun's door to system calls that no runtime offers; Node has none, and does without. */

export interface Ffi {
  dlopen(name: string, symbols: object): { symbols: unknown };
  read: { i32(pointer: number): number };
  ptr(view: Uint8Array): number;
}

/** Null where the runtime has no FFI. */
export const loadFfi = (): Ffi | null =>
  (process.versions["bun"] && process.getBuiltinModule
    ? (process.getBuiltinModule("bun:ffi") as unknown as Ffi)
    : null) ?? null;

export const LIBC = "libc.so.6";
