/** What one file below /sys holds, what brings it back at boot, and why it cannot be changed. */
import { readOnlyMounts, whyOnMount } from "../../detectors/kernel/read-only-mounts.ts";
import { readTopology } from "../../detectors/kernel/topology.ts";
import { lazy } from "../../detectors/lazy.ts";
import { listIfAllowed, readIfAllowed } from "../../detectors/read-if-allowed.ts";
import { readSetters } from "../../detectors/sysfs/setters.ts";
import type { SysfsSetter } from "../../detectors/sysfs/setter.ts";
import { fileOwners } from "../../detectors/systemd/service-cpus.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type {
  Address, BootSource, Claim, Evidence, Reading, Want,
} from "../../engine/model/model.ts";
import type { Blocker } from "../../engine/plan/blockers.ts";
import { formatCpuList, isEmpty, minus } from "../../formats/cpu-set.ts";
import type { HostReader } from "../../ports/host.ts";
import { isOwnLine, ownLineOf } from "./boot-files.ts";
import { readSysfsDefaults } from "./defaults.ts";
import { fileAt, readLive } from "./driver.ts";
import { addressOf, besideOf, ruleFor, type SysfsRule } from "./files.ts";
import { choicesIn, maskOf, parseValue } from "./values.ts";

export interface SysfsSurvey {
  readonly host: HostReader;
  readonly claims: readonly Claim[];
  readonly wants: ReadonlyMap<Address, Want>;
}

type FindSetters = (path: string) => readonly SysfsSetter[];

const valueOf = (want: Want | undefined): string | null =>
  (want !== undefined && "value" in want.rule ? want.rule.value : null);

/** A line of ours is not another owner's. */
const foreignSetters = ({ host, claims }: SysfsSurvey): FindSetters => {
  const isOurs = isOwnLine(host, claims);
  const find = readSetters(host);
  return (path) => find(path).filter(({ evidence: { path: at = "", line = 0 } }) =>
    !isOurs(at, line));
};

const actOf = (rule: SysfsRule, { value, evidence, phase, asks }: SysfsSetter): Evidence => {
  if (phase === null) return evidence;
  const taken = value === null ? null : parseValue(rule.form, value);
  const said = taken ?? (asks === undefined ? value : parseValue(rule.form, asks));
  return { ...evidence, phase, restores: taken,
    ...(taken === null && said !== null ? { asks: said } : {}) };
};

interface SysfsSources {
  readonly boot: readonly BootSource[];
  readonly otherManagers: readonly Evidence[];
}

const splitSetters = (
  rule: SysfsRule, setters: readonly SysfsSetter[], own: BootSource | null,
  ownerOf: (path: string) => BootSource["owner"],
): SysfsSources => {
  const isShipped = ({ phase, evidence }: SysfsSetter): boolean => phase !== null
    && evidence.kind === "tool" && evidence.path !== undefined
    && ownerOf(evidence.path) === "distro";
  const shipped = setters.filter(isShipped).map((one): BootSource => {
    const { restores = null, ...evidence } = actOf(rule, one);
    return { owner: "distro", value: restores, evidence };
  });
  return { boot: own === null ? shipped : [...shipped, own],
    otherManagers: setters.filter((one) => !isShipped(one)).map((one) => actOf(rule, one)) };
};

const ownSource = (host: HostReader, claim: Claim | undefined): BootSource | null => {
  const found = claim === undefined ? null : ownLineOf(host, claim);
  if (found === null || claim === undefined) return null;
  const { path, line, says, phase } = found;
  return { owner: "vexor", value: claim.value,
    evidence: { kind: "file", path, line, says, phase } };
};

interface LiveSysfs {
  readonly live: string | null;
  readonly unreadable: string | null;
}

const see = (host: HostReader, path: string): LiveSysfs => {
  try {
    return { live: readLive(host, path), unreadable: null };
  } catch (error) {
    if (error instanceof VexorError) return { live: null, unreadable: error.message };
    throw error;
  }
};

const ABSENT = "the file is not here now: it appears once its device is there and its driver "
  + "is loaded";

/** Null where every word that the file may be is not known. */
const choicesOf = (
  host: HostReader, path: string, { choices }: SysfsRule,
): readonly string[] | null => {
  const own = choicesIn(readIfAllowed(host, fileAt(path)) ?? "");
  if (choices === undefined) return own;
  const beside = readIfAllowed(host, fileAt(besideOf(path, choices)))?.trim() ?? "";
  return beside === "" ? own : beside.split(/\s+/);
};

const whyNoChoice = (
  host: HostReader, path: string, rule: SysfsRule, wanted: string,
): string | null => {
  const choices = rule.form === "choice" ? choicesOf(host, path, rule) : null;
  return choices === null || choices.includes(wanted) ? null
    : `${fileAt(path)} cannot be ${wanted}; it offers ${choices.join(", ")}`;
};

const whyNoCpus = (host: HostReader, rule: SysfsRule, wanted: string): string | null => {
  const set = rule.form === "mask" ? maskOf(wanted) : null;
  const { possible } = readTopology(host);
  const absent = set === null || isEmpty(possible) ? 0n : minus(set, possible);
  return isEmpty(absent) ? null : `${wanted} names CPU ${formatCpuList(absent)}; this machine has `
    + formatCpuList(possible);
};

const PINNING = "performance";
const GOVERNOR = "scaling_governor";
const EPP = "energy_performance_preference";

/** With that governor, intel_pstate and amd_pstate take no other preference. */
const pinnedBy = (
  { host, wants }: SysfsSurvey, path: string, wanted: string | null,
): Blocker | null => {
  if (!path.endsWith(`/${EPP}`) || wanted === null || wanted === PINNING) return null;
  const governor = besideOf(path, GOVERNOR);
  const planned = valueOf(wants.get(addressOf(governor)));
  const now = see(host, governor).live;
  if ((planned ?? now) !== PINNING) return null;
  return { reason: `the governor ${PINNING} pins it: ${fileAt(governor)} ${planned === null
    ? "has that now" : "gets that from the host file"}`,
  waysOut: [`take ${path} out of the host file`,
    `ask for another governor: ${governor}: powersave`] };
};

/** A write of this file changes the one beside it: who has tuned that has a say here. */
const tunersBeside = (
  rule: SysfsRule, path: string, setters: FindSetters, wants: SysfsSurvey["wants"],
): readonly Evidence[] => {
  if (rule.moves === undefined) return [];
  const beside = besideOf(path, rule.moves);
  if (wants.has(addressOf(beside))) return [];
  return setters(beside).filter(({ phase }) => phase !== null)
    .map(({ evidence }) => ({ ...evidence, says: `${evidence.says}, which a write of `
      + `${path.slice(path.lastIndexOf("/") + 1)} changes` }));
};

const warningsOf = (host: HostReader, path: string): readonly string[] => {
  if (!path.startsWith("devices/system/cpu/cpufreq/")) return [];
  const driver = readIfAllowed(host, fileAt(besideOf(path, "scaling_driver")))?.trim() ?? "";
  const module = driver.replaceAll("-", "_");
  // A part that is built in has a directory there as well, and no such file.
  return module !== "" && host.read(`/sys/module/${module}/initstate`) !== null
    ? [`${driver} is a module: where it is loaded after systemd-tmpfiles has run, `
      + "the next apply brings this back, and not the boot"] : [];
};

const immutableOf = (
  host: HostReader, path: string, rule: SysfsRule, { live, unreadable }: LiveSysfs,
  wanted: string | null, mountOf: (path: string) => string | null,
): string | null => {
  if (unreadable !== null) return unreadable;
  if (live === null) return ABSENT;
  const real = host.resolve(fileAt(path)) ?? fileAt(path);
  const mount = mountOf(real);
  if (mount !== null) return whyOnMount(mount);
  const stat = host.stat(fileAt(path));
  if (stat !== null && (stat.mode & 0o200) === 0) return `${fileAt(path)} is read-only here`;
  return wanted === null ? null
    : whyNoChoice(host, path, rule, wanted) ?? whyNoCpus(host, rule, wanted);
};

/** Of a pattern that fits no file: which directory has none. */
const whyNone = (host: HostReader, pattern: string): string => {
  const start = pattern.slice(0, pattern.search(/[*?]/));
  const directory = fileAt(start.slice(0, start.lastIndexOf("/")));
  const names = listIfAllowed(host, directory);
  return `no file here fits ${pattern}: ${directory} `
    + (names.length === 0 ? "is not there" : `has ${names.slice(0, 8).join(", ")}`);
};

const nothing = (address: Address, immutable: string): Reading => ({ address, live: null, immutable,
  boot: [], ephemeral: null, overriddenBy: null, default: null, otherManagers: [], blocker: null,
  warnings: [] });

export const sysfsReader = (survey: SysfsSurvey): ((address: Address, path: string) => Reading) => {
  const { host, claims, wants } = survey;
  const setters = foreignSetters(survey);
  const ownerOf = fileOwners(host);
  const defaultOf = readSysfsDefaults(host);
  const mounts = lazy(() => readOnlyMounts(host));
  const claimed = new Map(claims.map((claim) => [claim.address, claim]));
  return (address, path) => {
    const rule = ruleFor(path);
    if (rule === null) return nothing(address, `${fileAt(path)} is not a file that Vexor sets`);
    if (/[*?]/.test(path)) return nothing(address, whyNone(host, path));
    const want = valueOf(wants.get(address));
    const seen = see(host, path);
    const { boot, otherManagers } = splitSetters(rule, setters(path),
      ownSource(host, claimed.get(address)), ownerOf);
    const isHeld = claimed.has(address) || want === seen.live;
    return {
      address, live: seen.live, isUnreadable: seen.unreadable !== null, boot,
      immutable: immutableOf(host, path, rule, seen, want, mounts()),
      ephemeral: null, overriddenBy: null, default: defaultOf(path),
      otherManagers: isHeld ? otherManagers
        : [...otherManagers, ...tunersBeside(rule, path, setters, wants)],
      blocker: pinnedBy(survey, path, want), warnings: warningsOf(host, path),
    };
  };
};
