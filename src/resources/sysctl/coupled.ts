/**
 * Keys that the kernel changes along with the one that is written: dirty_bytes zeroes dirty_ratio,
 * ip_forward sets forwarding of every interface. They may be somebody's own tuning, and whoever
 * sets them at boot decides about this key as well.
 */
import type { Assignment, BootSysctls } from "../../detectors/boot-sources.ts";
import { pathToKey } from "../../detectors/sysctl-d.ts";
import { canonical, groupOf, partnerOf, predictGroup } from "../../detectors/sysctl-keys.ts";
import type { Evidence, Rule } from "../../engine/model.ts";
import type { HostReader } from "../../engine/ports.ts";
import { targetOf } from "../../engine/rules.ts";

export interface Coupling {
  readonly host: HostReader;
  readonly boot: BootSysctls;
  /** The kernel's default of a path below /proc/sys, when it is known. */
  defaultOf(path: string): string | null;
  /** The live value of a path below /proc/sys. */
  liveOf(path: string): string | null;
  /** Whether the ledger has a claim for this path. */
  isOurs(path: string): boolean;
}

interface Partner {
  readonly path: string;
  readonly said: Assignment | undefined;
  readonly live: string | null;
  /** What the kernel makes of it when the key gets the wanted value. */
  readonly then: string;
  /** What it is when it merely followed the key's present value. */
  readonly now: string;
}

const partnersOf = (
  { host, boot, liveOf, isOurs }: Coupling, path: string, live: string | null, to: string,
): readonly Partner[] => {
  const group = groupOf(host, path);
  const [then, now] = [predictGroup(group, to), predictGroup(group, live ?? to)];
  return group.map((key, at): Partner => ({
    path: key, said: boot.forKey(key).findLast((one) => one.file.owner !== "vexor"),
    live: liveOf(key), then: then[at] ?? "", now: now[at] ?? "",
  })).filter((one) => one.path !== path && one.live !== null && !isOurs(one.path));
};

const NONE: readonly Assignment[] = [];

/** Assignments to a partner whose effect on `path` is to make it zero; in order of effect. */
export const zeroedBy = ({ boot }: Coupling, path: string): readonly Assignment[] => {
  const partner = partnerOf(path);
  if (partner === null) return NONE;
  return boot.forKey(partner).filter((one) => one.file.owner !== "vexor");
};

const harmTo = (coupling: Coupling, partner: Partner, change: string): Evidence | null => {
  const { path, said, live, then, now } = partner;
  const name = pathToKey(path);
  const says = `${change} would change that to ${then}`;
  if (said) {
    if (said.file.owner === "distro" || canonical(said.value) === then) return null;
    return { kind: "file", path: said.file.realPath, line: said.line,
      says: `${name} = ${said.value}; ${says}` };
  }
  return [then, now, coupling.defaultOf(path)].includes(live ?? "") ? null
    : { kind: "kernel", says: `somebody set ${name} to ${live}; ${says}` };
};

/** Who owns what would change along with `path`, which moves others, when it follows `rule`. */
export const harmed = (
  coupling: Coupling, path: string, live: string | null, rule: Rule,
): readonly Evidence[] => {
  const to = targetOf(rule, live);
  return partnersOf(coupling, path, live, to).flatMap((partner) =>
    harmTo(coupling, partner, `${pathToKey(path)} = ${to}`) ?? []);
};
