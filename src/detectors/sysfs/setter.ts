/** What sets a file below /sys at boot, or may have set it. */
import type { BootPhase, Evidence } from "../../engine/model/evidence.ts";
import type { HostReader } from "../../ports/host.ts";
import { ANY, mayBe } from "../tools/shell/text.ts";
import { normalPath } from "../tools/shell/settings.ts";

export interface SysfsFile {
  /** Below /sys, as the host file names it. */
  readonly path: string;
  /** Every path that leads there. */
  readonly names: readonly string[];
}

export interface SysfsSetter {
  /** Whether it may set this file. */
  readonly reaches: (file: SysfsFile) => boolean;
  /** As it is written; null where that is unknown. */
  readonly value: string | null;
  readonly evidence: Evidence;
  /** Null where it does not act at boot. */
  readonly phase: BootPhase | null;
  /** What it says, where what it brings is unknown. */
  readonly asks?: string;
}

const CPU = "/sys/devices/system/cpu";

/** A CPU has a link to the policy that drives it. */
const ofPolicy = (host: HostReader, policy: string, leaf: string): readonly string[] => {
  const cpus = host.read(`${CPU}/cpufreq/${policy}/related_cpus`)?.trim().split(/\s+/) ?? [];
  return [policy.replace("policy", "cpu"), ...cpus.map((cpu) => `cpu${cpu}`)]
    .map((cpu) => `${CPU}/${cpu}/cpufreq/${leaf}`);
};

const ofDevice = (
  host: HostReader, classes: readonly string[], name: string, rest: string,
): readonly string[] => classes.flatMap((directory) => {
  const real = host.resolve(`${directory}/${name}`);
  return [`${directory}/${name}/${rest}`, ...real === null ? [] : [`${real}/${rest}`]];
});

/** The same file by its class, its device and its CPUs. */
export const sysfsFile = (host: HostReader, path: string): SysfsFile => {
  const [, policy] = /^devices\/system\/cpu\/cpufreq\/(policy[^/]+)\//.exec(path) ?? [];
  const [, kind, name = "", rest = ""] = /^(block|class\/net)\/([^/]+)\/(.+)$/.exec(path) ?? [];
  const leaf = path.slice(path.lastIndexOf("/") + 1);
  const others = policy === undefined ? [] : ofPolicy(host, policy, leaf);
  const classes = kind === "block" ? ["/sys/block", "/sys/class/block"] : ["/sys/class/net"];
  const devices = kind === undefined ? [] : ofDevice(host, classes, name, rest);
  return { path, names: [...new Set([`/sys/${path}`, ...others, ...devices])] };
};

/** Of a path that may be a pattern of a shell. */
export const reachesPath = (written: string): SysfsSetter["reaches"] => {
  const pattern = normalPath(written.replace(/\[[^\]]*\]|\{[^}]*\}|[*?]|%./g, ANY));
  return ({ names }) => names.some((name) => mayBe(pattern, name));
};

export const reachesLeaf = (...ends: readonly string[]): SysfsSetter["reaches"] =>
  ({ path }) => ends.some((end) => path.endsWith(end));
