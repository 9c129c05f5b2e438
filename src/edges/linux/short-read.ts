/**
 * How much of a file below /proc/sys is asked for at first. The kernel clears as much memory as a
 * reader asks for: at 64 KiB that is 2 µs of the 6 that a key takes.
 */
export const SHORT_READ = 1000;

/** Whether there may be more than the `size` bytes that came. */
export const isFull = (size: number): boolean => size >= SHORT_READ / 2;
