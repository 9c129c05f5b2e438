/** What every tool is asked of a sysctl, and what a tool's own unit shows. */
import type { Evidence } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";

/**
 * Evidence that a tool sets this sysctl, none when it does not. `name` is its path below
 * /proc/sys; `live` is the canonical live value, and `target` what
 * it shall become: a tool that only raises may hold the one and not the other. A tool that acts at
 * each boot says what it brings then (`restores`, null where that is unknown) and when (`phase`),
 * whatever is live now, and also when it brings the default.
 */
export type FindOtherManagers = (
  name: string, live: string | null, target?: string | null,
) => readonly Evidence[];

export interface Tool {
  /** Of every sysctl that it may hold, the `indexName`: about any other it need not be asked. */
  names(): ReadonlySet<string>;
  /** Whether it may hold this one as well, which it does not name: a pattern, a computed name. */
  reaches?(name: string): boolean;
  /** False when it reaches none but those that it names. */
  reachesFurther?(): boolean;
  readonly otherManagersOf: FindOtherManagers;
  /** What it brings once more, of others', behind those that act after the sysctl files. */
  again?(name: string): readonly Evidence[];
}

/** A sysctl by one name however it is spelled: with a slash for every dot. */
export const plainName = (name: string): string =>
  (name.includes(".") ? name.replaceAll(".", "/") : name);

/** What may be part of a name, or stand beside one: `eth0:1`, `content:vm.swappiness`. */
const MARK = /[@:]/;

const ODD = /[.@:]/;

/** Under what an index has a sysctl: its plain name, up to the first mark. */
export const indexName = (name: string): string => {
  if (!ODD.test(name)) return name; // as for nearly all, of which there may be hundreds
  const plain = plainName(name);
  const mark = plain.search(MARK);
  return mark < 0 ? plain : plain.slice(0, mark);
};

const CGROUPS = ["/sys/fs/cgroup", "/sys/fs/cgroup/systemd"];

export const isRunning = (host: HostReader, unit: string): boolean =>
  CGROUPS.some((root) => host.read(`${root}/system.slice/${unit}/cgroup.procs`)?.trim());

export const startsAtBoot = (host: HostReader, unit: string): boolean =>
  host.link(`/etc/systemd/system/multi-user.target.wants/${unit}`) !== null;
