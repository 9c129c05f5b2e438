/** What is in force of a host's keeper, and what keeps another one from being put in force. */
import { readSettings } from "../../failover/settings.ts";
import { readUnitFiles, type UnitPath } from "../../detectors/systemd/unit-files.ts";
import { readWatchdogs } from "../../detectors/systemd/watchdogs.ts";
import type { Blocker } from "../../engine/plan/blockers.ts";
import type { Address, BootSource, Claim, Reading } from "../../engine/model/model.ts";
import { formatMilliseconds } from "../../formats/duration.ts";
import { roleIn } from "../shared/failover-role.ts";
import { FAILOVER_FILES, KEEPER, missingFile, SETTINGS, settingsOf } from "./boot.ts";
import { isDry, settingsInUse, valueOf } from "./keeper-state.ts";
import { remarksOn } from "./section.ts";
import { isDryRun, timingOf, type FailoverSpec } from "./spec.ts";

/** The value where no keeper is in force. */
export const NONE = "none";

/** What the files say, and what is missing of them. */
const writtenState = (unitPath: UnitPath, text: string | null): string => {
  if (text === null) return NONE;
  const missing = missingFile(unitPath, text);
  const value = valueOf(unitPath.host, text);
  return missing === null ? value : `${value}, without ${missing}`;
};

/** A keeper that goes on with settings that were written anew since. */
const liveState = ({ host }: UnitPath, text: string | null, written: string): string => {
  if (text === null || host.isTree) return written;
  const inUse = settingsInUse(host);
  if (inUse === null) return `${written}, stopped`;
  return inUse === text ? written : valueOf(host, inUse);
};

export interface FailoverFacts {
  readonly unitPath: UnitPath;
  readonly spec: FailoverSpec | null;
  readonly claim: Claim | undefined;
  /** The services of validators on this host. */
  readonly units: readonly string[];
  /** The value that is declared; null where none is. */
  readonly wanted: string | null;
  /** A validator that starts with the staked key; null where none does. */
  readonly startsStaked: { readonly unit: string; readonly path: string } | null;
}

const OURS = (path: string): boolean => FAILOVER_FILES.some((one) => one.test(path));

/** A drop-in that takes back what ours say of the keeper. */
const overriderOf = (unitPath: UnitPath): string | null => {
  const { fragment, assignments } = readUnitFiles(unitPath, KEEPER);
  const other = assignments.find(({ section, key, path, value }) => section === "Service"
    && path !== fragment && !OURS(path)
    && (key === "WatchdogSec" || (key === "ExecStopPost" && value === "")));
  return other === undefined ? null
    : `${other.path}:${other.line} (${other.key}=${other.value}) changes what ends a validator `
      + "with its keeper";
};

const whyImpossible = ({ unitPath, spec }: FailoverFacts): string | null => {
  if (spec === null || readUnitFiles(unitPath, KEEPER).fragment !== null) return null;
  return `${KEEPER} is not installed: install the package of this version`;
};

const HOW_TO_FEED = "have systemd feed one: RuntimeWatchdogSec= in /etc/systemd/system.conf.d/, "
  + "then systemctl daemon-reexec";

/** `strict` without a watchdog that would reboot this host in time. */
const unwatched = ({ unitPath, spec }: FailoverFacts): Blocker | null => {
  if (spec?.strict === undefined) return null;
  const { devices: [device], feedsWithin } = readWatchdogs(unitPath);
  const most = timingOf(spec).watchdog;
  if (device === undefined) {
    return { reason: "strict: this host has no watchdog device",
      waysOut: ["turn the board's on (BIOS, BMC; its driver is a kernel module), or load the "
        + "kernel's: modprobe softdog, and softdog in /etc/modules-load.d/",
      HOW_TO_FEED, "take strict: out, if systemd's own watchdog is enough"] };
  }
  const named = `${device.path} (${device.identity})`;
  if (feedsWithin === null) {
    return { reason: `strict: ${named} is here, and systemd does not feed it`,
      waysOut: [HOW_TO_FEED] };
  }
  return feedsWithin <= most ? null
    : { reason: `strict: systemd feeds ${named} within ${formatMilliseconds(feedsWithin)}; wanted `
      + `are ${formatMilliseconds(most)} at most, as failover.timing.watchdog says`,
    waysOut: [`RuntimeWatchdogSec=${formatMilliseconds(most)} in /etc/systemd/system.conf.d/, then `
      + "systemctl daemon-reexec"] };
};

/** A dry run kills none. */
const startsStakedBlocker = ({ spec, startsStaked }: FailoverFacts): Blocker | null => {
  if (spec === null || isDryRun(spec) || startsStaked === null) return null;
  const { unit, path } = startsStaked;
  return { reason: `${unit} starts with the staked key, by ${path}: after a kill it would sign `
    + "again",
  waysOut: ["apply again once identity/boot is the unstaked key; where that is blocked or "
      + "impossible, its item says what to do"] };
};

const findBlocker = (facts: FailoverFacts): Blocker | null => {
  if (facts.spec === null) return null;
  const { validator } = facts.spec;
  if (facts.units.length === 0 && validator !== undefined) {
    return { reason: `${validator.unit} runs no validator client that is known and can export what `
      + "it has signed",
    waysOut: ["vexor clients lists what is here; name the unit of the client: validator: {unit: …}"]
    };
  }
  if (facts.units.length === 0) {
    return { reason: "no service on this host runs a validator: there is nothing to bind",
      waysOut: ["vexor clients lists what is here; run the validator as a service"] };
  }
  return startsStakedBlocker(facts) ?? unwatched(facts);
};

/** Taken away from the host that may sign, the other host would take over, and both would. */
const findKeeping = ({ unitPath: { host }, claim }: FailoverFacts): Blocker | null => {
  const settings = readSettings(settingsOf(claim) ?? "");
  if (settings === null || settings.dryRun) return null;
  if (roleIn(host, settings.group).role !== "active") return null;
  return { reason: `this host is the active one of ${settings.group}: without its keeper, `
    + `${settings.peer.host} would take over, and both would sign`,
  waysOut: [`hand the identity over to ${settings.peer.host} first, then apply again`,
    `or end failover for good: release it on ${settings.peer.host} first, then stop the validator `
      + `here with its keeper (systemctl stop ${KEEPER}), remove `
      + "/var/lib/vexor-agent/failover/role.json, and apply again"] };
};

const pendingWarning = ({ units }: FailoverFacts): string =>
  `the keeper goes on with the settings that it was started with; a restart of ${KEEPER} takes up `
    + `the new ones, and stops ${units.join(", ")}: do that on the standby, and hand over in `
    + "between";

const sourceOf = (
  { claim }: FailoverFacts, text: string, written: string,
): BootSource => ({
  value: written, owner: text === settingsOf(claim) ? "vexor" : "custom",
  evidence: { kind: "file", path: SETTINGS, says: `settings of ${written}` },
});

export const readingOf = (facts: FailoverFacts, address: Address): Reading => {
  const { unitPath, spec, wanted } = facts;
  const { host } = unitPath;
  const text = host.read(SETTINGS);
  const written = writtenState(unitPath, text);
  const live = liveState(unitPath, text, written);
  const inUse = settingsInUse(host);
  const isLater = inUse !== null && !isDry(inUse) && wanted !== null
    && wanted !== valueOf(host, inUse);
  return {
    address, live, overriddenBy: spec === null ? null : overriderOf(unitPath),
    boot: text === null ? [] : [sourceOf(facts, text, written)],
    default: text !== null ? null : { value: NONE,
      evidence: { kind: "file", path: SETTINGS, says: "it does not exist" } },
    immutable: whyImpossible(facts), ephemeral: null, otherManagers: [],
    ...(isLater ? { takesEffect: "next-start" } as const : {}),
    get blocker() { return findBlocker(facts); },
    get releaseBlocker() { return spec === null ? findKeeping(facts) : null; },
    warnings: [...spec === null ? [] : remarksOn(spec).map(({ message }) => message),
      ...isLater ? [pendingWarning(facts)] : []],
  };
};
