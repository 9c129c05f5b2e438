/**
 * The last accepted commit: what stands between this host and every older state of the branch. It
 * is written by the part with privileges alone, apart from the mirror, which may be thrown away.
 */
import { VexorError } from "../errors.ts";
import type { Host, HostReader } from "../ports.ts";
import { prepareState } from "../store.ts";
import type { Policy } from "./types.ts";

const SOURCE_STATE = "/var/lib/vexor-agent/source.json";

export interface Accepted {
  readonly format: "vexor.source/1";
  readonly url: string;
  readonly branch: string;
  readonly accepted: string;
  readonly at: string;
  readonly by: string;
  /** Who had signed it, if that was asked. */
  readonly signer: string | null;
  /** A person's reason, where one accepted it. */
  readonly why: string | null;
}

/** Null when none ever was. Throws SOURCE_STATE: without it, any old commit would do. */
export const readAccepted = (host: HostReader): Accepted | null => {
  const text = host.read(SOURCE_STATE);
  if (text === null) return null;
  try {
    const value = JSON.parse(text) as Accepted;
    if (value.format === "vexor.source/1" && /^[0-9a-f]{40}$/.test(value.accepted)) return value;
  } catch {
    // told below
  }
  throw new VexorError("SOURCE_STATE",
    `${SOURCE_STATE} is not the vexor.source/1 that Vexor wrote`);
};

/** Durable, before anything of that commit is applied. */
export const writeAccepted = (host: Host, accepted: Omit<Accepted, "format">): void => {
  prepareState(host);
  const whole: Accepted = { format: "vexor.source/1", ...accepted };
  host.replace(SOURCE_STATE, `${JSON.stringify(whole, null, 2)}\n`);
};

/** Where a proof has to start from. */
export const anchorOf = (accepted: Accepted | null, { pin }: Policy): string | null =>
  accepted?.accepted ?? pin;
