/**
 * Settings the kernel refused to change, remembered for this boot: some can only be found out by
 * trying, and trying once is enough.
 */
import { VexorError } from "../model/errors.ts";
import type { Address } from "../model/model.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { RUNTIME } from "../run/store.ts";
import { bootIdOf } from "../run/boot.ts";

const PATH = `${RUNTIME}/immutable.json`;
const FORMAT = "vexor.immutable/1";
/** Of this boot, by an earlier version. */
const OLD_PATH = `${RUNTIME}/fixed.json`;
const OLD_FORMAT = "vexor.fixed/1";

interface ImmutableRecord {
  readonly format: typeof FORMAT;
  readonly bootId: string;
  readonly immutable: Readonly<Record<Address, string>>;
}

interface OldRecord {
  readonly format: typeof OLD_FORMAT;
  readonly bootId: string;
  readonly fixed: ImmutableRecord["immutable"];
}

const reasonsIn = (record: ImmutableRecord | OldRecord): ImmutableRecord["immutable"] => {
  switch (record.format) {
    case FORMAT: return record.immutable;
    case OLD_FORMAT: return record.fixed;
    default: return {};
  }
};

/**
 * Reasons by address. A record of another boot, or one that cannot be read, counts as none: trying
 * again is harmless.
 */
export const knownImmutable = (host: HostReader): ReadonlyMap<Address, string> => {
  try {
    const record = JSON.parse(host.read(PATH) ?? host.read(OLD_PATH) ?? "null") as
      ImmutableRecord | OldRecord | null;
    return new Map(Object.entries(record?.bootId === bootIdOf(host) ? reasonsIn(record) : {}));
  } catch {
    return new Map();
  }
};

export const rememberImmutable = (host: Host, found: ReadonlyMap<Address, string>): void => {
  if (found.size === 0) return;
  const record: ImmutableRecord = {
    format: FORMAT,
    bootId: bootIdOf(host),
    immutable: Object.fromEntries([...knownImmutable(host), ...found]),
  };
  try {
    host.replace(PATH, `${JSON.stringify(record, null, 2)}\n`);
  } catch (error) {
    if (!(error instanceof VexorError)) throw error; // without the record it is tried once more
  }
};
