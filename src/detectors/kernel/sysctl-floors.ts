/**
 * What must be left for programs to start at all. The kernel takes less, and then nothing can undo
 * it: neither a countdown, which systemd starts, nor an operator, who has to log in.
 */

const MEMORY_MAPS = 65530;
const NAMESPACES = 1024;
/** systemd gives its services so many, and cannot start them where the kernel allows fewer. */
const OPEN_FILES = 524288;

/** By dotted key. Each is the kernel's own default, or far below it. */
const FLOORS: Readonly<Record<string, number>> = {
  "vm.max_map_count": MEMORY_MAPS,
  "user.max_mnt_namespaces": NAMESPACES,
  "user.max_ipc_namespaces": NAMESPACES,
  "user.max_net_namespaces": NAMESPACES,
  "user.max_uts_namespaces": NAMESPACES,
  "kernel.pid_max": 32768,
  "kernel.threads-max": 4096,
  "fs.file-max": 65536,
  "fs.nr_open": OPEN_FILES,
};

/** Why `wanted` (canonical) would keep programs from starting; null when it does not. */
export const whyTooLow = (key: string, wanted: string): string | null => {
  const floor = Object.hasOwn(FLOORS, key) ? FLOORS[key] : undefined;
  if (floor === undefined || !/^-?\d+$/.test(wanted)) return null;
  if (BigInt(wanted) >= BigInt(floor)) return null;
  return `with ${key} below ${floor} programs may not start, and so nothing could undo it; the `
    + `host file asks for ${wanted}`;
};
