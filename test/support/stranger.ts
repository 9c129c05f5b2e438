/** A host on which another process writes between two steps of Vexor. */
import type { Host, LastLook } from "../../src/ports/host.ts";

/** Calls of a host that change a value, with the place of their last look among the arguments. */
const WRITES = { put: 2, replace: 3, putLink: 2, remove: 1, setAffinity: 2, keepKey: 1, placeFor: 4 } as const;

type Call = (...args: unknown[]) => unknown;

export interface Watched extends Host {
  /** Steps so far: each call, and each last look right before a write. */
  readonly steps: () => number;
  /** What each write before the stranger's has changed, in order; null before the stranger came. */
  readonly writtenBefore: () => readonly string[] | null;
}

/**
 * `act` is done once, before step number `at`. Never inside a last look: of two values that are one,
 * the first may change while the second is read, and no kernel writes only if nothing has changed.
 */
export const withStranger = (host: Host, at: number, act: () => void): Watched => {
  let steps = 0;
  const written: string[] = [];
  let before: readonly string[] | null = null;
  let isLooking = false;
  const step = (): void => {
    if (isLooking) return;
    steps += 1;
    if (steps !== at) return;
    before = [...written];
    act();
  };
  const wrap = (name: string, call: Call): Call => (...args) => {
    step();
    const place = WRITES[name as keyof typeof WRITES] as number | undefined;
    if (place === undefined) return call(...args);
    const last = args[place] as LastLook | undefined;
    const looking: LastLook = () => {
      step();
      isLooking = true;
      try {
        last?.();
      } finally {
        isLooking = false;
      }
      written.push(String(args[0]));
    };
    return call(...Array.from({ length: place }, (_, index) => args[index]), looking);
  };
  const wrapped = Object.fromEntries(Object.entries(host)
    .filter(([name, value]) => typeof value === "function" && !["lock", "port", "writer"].includes(name))
    .map(([name, value]) => [name, wrap(name, value as Call)]));
  const each = <T extends object>(port: T): T => Object.fromEntries(Object.entries(port)
    .map(([name, value]) => [name, wrap(name, value as Call)])) as T;
  const port: Host["port"] = (name) => each(host.port(name));
  const writer: Host["writer"] = (name) => each(host.writer(name));
  return { ...host, ...wrapped, port, writer, steps: () => steps, writtenBefore: () => before } as Watched;
};
