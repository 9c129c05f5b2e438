/**
 * TuneD applies its active profile when it starts and puts the old values back when it stops, so a
 * key in that profile is TuneD's even while another process has changed it: the next restart brings
 * the profile's value again. Except that, unless reapply_sysctl is off, it then applies
 * /run/sysctl.d, /etc/sysctl.d and /etc/sysctl.conf once more over its own values.
 */
import type { Evidence } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import type { SysctlAssignment, BootSysctls } from "../kernel/sysctl-boot-sources.ts";
import { readDefaults } from "../kernel/kernel-defaults.ts";
import { lazy } from "../lazy.ts";
import { readIfAllowed } from "../read-if-allowed.ts";
import { pathToKey } from "../kernel/sysctl-d.ts";
import { canonical } from "../kernel/sysctl-value.ts";
import {
  indexName, isRunning, plainName, startsAtBoot, type Tool,
} from "./tool.ts";
import { PHASES } from "./phase.ts";
import { loadTunedProfiles, type TunedOption, type TunedSettings } from "./tuned-profile.ts";

const UNIT = "tuned.service";
const ACTIVE_PROFILE = "/etc/tuned/active_profile";
const POST_LOADED_PROFILE = "/etc/tuned/post_loaded_profile";
const MAIN_CONF = "/etc/tuned/tuned-main.conf";

/** What an administrator changes about it. */
export const TUNED_PLACES: readonly string[] = ["/etc/tuned"];

type TunedOptions = readonly (readonly [section: string, option: RegExp])[];

/** Sections and options that move interrupts. */
export const MOVES_INTERRUPTS: TunedOptions = [["scheduler", /^isolated_cores$/],
  ["irq", /^affinity$/], ["irqbalance", /^banned_cpus$/]];

/** Those that pin processes. */
export const MOVES_PROCESSES: TunedOptions = [["scheduler", /^isolated_cores$/],
  ["scheduler", /^(group|cgroup)\b/], ["systemd", /^cpu_affinity$/]];

interface ActiveProfile {
  readonly profiles: string;
  readonly settings: TunedSettings;
  /** The last option for each sysctl, by `plainName`. */
  readonly sysctls: ReadonlyMap<string, TunedOption>;
}

const NONE: readonly Evidence[] = [];

export function tunedTool(host: HostReader, boot: BootSysctls): Tool {
  const active = lazy(() => readActive(host));
  const defaults = lazy(() => readDefaults(host, boot.isSilent));
  /** What the boot has brought before TuneD starts. */
  const before = (name: string): string | null => {
    const said = boot.forKey(name).at(-1);
    return said ? canonical(said.value) : defaults().of(pathToKey(name))?.value ?? null;
  };
  return {
    again: (name) => {
      const settings = active()?.settings.options("sysctl") ?? [];
      const said = settings.length > 0 && reapplies(host) ? lastReapplied(boot, name) : undefined;
      if (said === undefined || said.file.owner === "vexor") return NONE;
      return [{ kind: "tool", path: said.file.realPath, line: said.line,
        says: `TuneD applies ${pathToKey(said.key)} = ${said.value} once more`,
        restores: canonical(said.value), phase: PHASES.toolDaemon }];
    },
    names: () => new Set([...active()?.sysctls.keys() ?? []].map(indexName)),
    otherManagersOf: (name, live, target) => {
      const found = active();
      if (!found) return NONE;
      const option = found.sysctls.get(plainName(name));
      if (!option) return NONE;
      const start = valueAtStart(option, () => before(name));
      const isActing = hasEffect(option, live) || hasEffect(option, target ?? live);
      if (!isActing && (start.value === null || !start.isMoved)) return NONE;
      const over = reapplies(host) ? reapplied(boot, name) : null;
      const isMoved = differs(option, live);
      if ((isMoved || option.value === null) && over === live && live !== null) return NONE;
      return [{ ...evidenceOf(found, option, isMoved), restores: over ?? start.value,
        phase: PHASES.toolDaemon }];
    },
  };
}

/**
 * Of other plugins that end in sysctls: plugin_scheduler.py of 2.20, plugin_vm.py of 2.24, and
 * plugin_net.py of both, which writes the module's parameter for the number of buckets.
 */
const OTHERS: readonly (readonly [section: string, option: RegExp, key: string])[] = [
  ["scheduler", /^(sched_|numa_balancing_)\w+$/, "kernel.$&"],
  ["vm", /^dirty_(background_)?(bytes|ratio)$/, "vm.$&"],
  ["net", /^nf_conntrack_hashsize$/, "net.netfilter.nf_conntrack_buckets"],
];

const ofOtherPlugin = (
  settings: TunedSettings, [section, pattern, key]: (typeof OTHERS)[number],
): readonly TunedOption[] => settings.options(section)
  .filter(({ name, value }) => pattern.test(name) && value !== "")
  .map((option) => ({ ...option, name: option.name.replace(pattern, key),
    value: /^\d+$/.test(option.value ?? "") ? option.value : null }));

/** Its active profiles with their options; null where it does not run and is not started. */
export const activeTuned = (
  host: HostReader,
): Pick<ActiveProfile, "profiles" | "settings"> | null => readActive(host);

/** Scripts that its active profile starts: its plugin `script`. */
export const tunedScripts = (host: HostReader): readonly string[] =>
  (readActive(host)?.settings.options("script") ?? []).filter(({ name }) => name === "script")
    .flatMap(({ path, text }) => {
      const directory = path.slice(0, path.lastIndexOf("/"));
      const named = text.slice(text.indexOf("=") + 1).trim()
        .replaceAll("${i:PROFILE_DIR}", directory);
      const full = named.startsWith("/") ? named : `${directory}/${named}`;
      return full.includes("$") ? [] : [full];
    });

function readActive(host: HostReader): ActiveProfile | null {
  const profiles = [ACTIVE_PROFILE, POST_LOADED_PROFILE]
    .flatMap((path) => (readIfAllowed(host, path) ?? "").split(/\s+/)).filter(Boolean);
  if (profiles.length === 0) return null;
  if (!isRunning(host, UNIT) && !hasProcess(host) && !startsAtBoot(host, UNIT)) return null;
  const settings = loadTunedProfiles(host, profiles);
  const sysctls = new Map([...OTHERS.flatMap((one) => ofOtherPlugin(settings, one)),
    ...settings.options("sysctl")].map((option) => [plainName(option.name), option]));
  return { profiles: profiles.join(" "), settings, sysctls };
}

const hasProcess = (host: HostReader): boolean => {
  const pid = host.read("/run/tuned/tuned.pid")?.trim() ?? "";
  return /^\d+$/.test(pid) && host.read(`/proc/${pid}/comm`)?.trim() === "tuned";
};

const reapplies = (host: HostReader): boolean =>
  !/^\s*reapply_sysctl\s*=\s*(0|false|no|off)\s*$/im.test(readIfAllowed(host, MAIN_CONF) ?? "");

const MODIFIED = /^([<>])\s*(-?\d+)$/;

/** `=> 2048` only raises and `=< 2048` only lowers: beyond that, the value is not TuneD's. */
function hasEffect({ value }: TunedOption, live: string | null): boolean {
  const [, modifier, bound] = MODIFIED.exec(value ?? "") ?? [];
  if (modifier === undefined || live === null || !/^-?\d+$/.test(live)) return true;
  return modifier === ">" ? Number(live) <= Number(bound) : Number(live) >= Number(bound);
}

function differs({ value }: TunedOption, live: string | null): boolean {
  return value !== null && live !== null
    && canonical(MODIFIED.exec(value)?.[2] ?? value) !== live;
}

/** What it applies once more over its own values when it starts; null where there is none. */
function reapplied(boot: BootSysctls, name: string): string | null {
  const said = lastReapplied(boot, name);
  return said ? canonical(said.value) : null;
}

const lastReapplied = (boot: BootSysctls, name: string): SysctlAssignment | undefined =>
  boot.forKey(name).findLast(({ path, glob }) => glob === null && /^\/(etc|run)\//.test(path));

interface AtStart {
  /** Null where it is unknown. */
  readonly value: string | null;
  /** Whether it differs from what the boot had brought. */
  readonly isMoved: boolean;
}

/** A modifier raises or lowers what it finds. */
function valueAtStart({ value }: TunedOption, before: () => string | null): AtStart {
  if (value === null) return { value, isMoved: true };
  const [, modifier, bound] = MODIFIED.exec(value) ?? [];
  if (modifier === undefined || bound === undefined) {
    return { value: canonical(value), isMoved: true };
  }
  const found = before();
  if (found === null || !/^-?\d+$/.test(found)) return { value: null, isMoved: true };
  const isMoved = modifier === ">" ? Number(found) < Number(bound) : Number(found) > Number(bound);
  return { value: isMoved ? canonical(bound) : found, isMoved };
}

function evidenceOf({ profiles }: ActiveProfile, option: TunedOption, isMoved: boolean): Evidence {
  const then = isMoved ? "; it will set that again when it restarts" : "";
  const { path, line, text } = option;
  return { kind: "tool", path, line, says: `TuneD (active profile ${profiles}): ${text}${then}` };
}

/** `priority:scheduler:priority:affinity:regular expression`; a star leaves the affinity alone. */
const movesNothing = ({ name, value }: TunedOption): boolean => value === ""
  || (name.startsWith("group.") && value !== null && value.split(":")[3] === "*");

const movers = (active: ActiveProfile, moving: TunedOptions): readonly Evidence[] =>
  moving.flatMap(([type, option]) => active.settings.options(type)
    .filter((one) => option.test(one.name) && !movesNothing(one))
    .map((one): Evidence => ({ ...evidenceOf(active, one, false), restores: null,
      phase: PHASES.toolDaemon })));

/** What its active profile says of interrupts and processes: of any of them, as far as is known. */
export function tunedMovers(host: HostReader): (moving: TunedOptions) => readonly Evidence[] {
  const active = lazy(() => readActive(host));
  return (moving) => {
    const found = active();
    return found ? movers(found, moving) : NONE;
  };
}
