/** A process that is another's: it ends with it, however that ends. */
import { LIBC, loadFfi } from "./ffi.ts";

interface DeathCall {
  prctl(option: number, signal: bigint): number;
}

const [PR_SET_PDEATHSIG, SIGKILL] = [1, 9n] as const;

/** Also when it is stuck, or stopped. Where there is no FFI, its input's end has to do. */
export const dieWithParent = (): void => {
  const libc = loadFfi()?.dlopen(LIBC, {
    prctl: { args: ["i32", "u64"], returns: "i32" },
  }).symbols as DeathCall | undefined;
  libc?.prctl(PR_SET_PDEATHSIG, SIGKILL);
};
