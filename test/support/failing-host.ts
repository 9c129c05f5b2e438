/** A host that dies, or refuses, at its Nth write. */
import { VexorError } from "../../src/engine/model/errors.ts";
import { eachMethod, type Host } from "../../src/ports/host.ts";

const WRITES = [
  "put", "replace", "putLink", "append", "remove", "clearTemp", "makeDir", "removeDir",
] as const;

export class PowerCut extends Error {}

export interface Fault {
  /** Counted from 1; `Infinity` only counts. */
  readonly at: number;
  /** `before`/`after`: the machine dies there. An errno: the write fails, once or from then on. */
  readonly kind: "before" | "after" | { readonly errno: string; readonly forGood: boolean };
}

export interface FailingHost extends Host {
  readonly writes: () => number;
}

export const failingHost = (host: Host, fault: Fault): FailingHost => {
  let count = 0;
  let dead = false;
  const wrap = <A extends readonly unknown[]>(act: (...args: A) => unknown) => (...args: A): void => {
    if (dead) throw new PowerCut();
    count += 1;
    const { at, kind } = fault;
    if (typeof kind === "object") {
      if (count === at || (kind.forGood && count > at)) {
        throw new VexorError("HOST_WRITE", `injected ${kind.errno}`, { errno: kind.errno });
      }
      act(...args);
      return;
    }
    if (count === at && kind === "before") dead = true;
    if (dead) throw new PowerCut();
    act(...args);
    if (count === at) {
      dead = true;
      throw new PowerCut();
    }
  };
  const wrapped = Object.fromEntries(WRITES.map((name) =>
    [name, wrap(host[name].bind(host) as (...args: unknown[]) => void)]));
  const writer: Host["writer"] = (name) => eachMethod(host.writer(name), wrap);
  return { ...host, ...wrapped, writer, writes: () => count } as FailingHost;
};
