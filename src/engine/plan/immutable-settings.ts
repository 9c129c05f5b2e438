/**
 * Settings the kernel refused to change, remembered for this boot: some can only be found out by
 * trying, and trying once is enough.
 */
import { VexorError } from "../model/errors.ts";
import type { Address } from "../model/model.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { RUNTIME } from "../run/store.ts";
import { bootIdOf } from "../run/boot.ts";

const PATH = `${RUNTIME}/fixed.json`;

interface Fixed {
  readonly format: "vexor.fixed/1";
  readonly bootId: string;
  readonly fixed: Readonly<Record<Address, string>>;
}

/**
 * Reasons by address. A note of another boot, or one that cannot be read, counts as none: trying
 * again is harmless.
 */
export const knownFixed = (host: HostReader): ReadonlyMap<Address, string> => {
  try {
    const note = JSON.parse(host.read(PATH) ?? "null") as Fixed | null;
    const counts = note?.format === "vexor.fixed/1" && note.bootId === bootIdOf(host);
    return new Map(Object.entries(counts ? note.fixed : {}));
  } catch {
    return new Map();
  }
};

export const rememberFixed = (host: Host, found: ReadonlyMap<Address, string>): void => {
  if (found.size === 0) return;
  const note: Fixed = {
    format: "vexor.fixed/1",
    bootId: bootIdOf(host),
    fixed: Object.fromEntries([...knownFixed(host), ...found]),
  };
  try {
    host.replace(PATH, `${JSON.stringify(note, null, 2)}\n`);
  } catch (error) {
    if (!(error instanceof VexorError)) throw error; // without the note it is tried once more
  }
};
