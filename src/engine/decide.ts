/** The decision table of the design, one row a function: want + reading + claim -> plan item. */
import type {
  Action, Address, BootSource, Claim, PlanItem, Reading, Want,
} from "./model.ts";
import {
  afterReboot, customSources, knownSources, markOf, ownershipOf, winnerOf, type Ownership,
} from "./ownership.ts";
import { meets, sayRule, sayValue, targetOf } from "./rules.ts";
import type { SourceMark } from "./source-mark.ts";

interface Case {
  readonly want: Want;
  readonly reading: Reading;
  readonly claim: Claim | null;
  readonly owner: Ownership;
  /** What the next boot brings. */
  readonly reboot: string | null;
  readonly permit: Permit;
}

const WRITING: ReadonlySet<Action> = new Set(["update", "persist", "adopt", "release"]);

/** The exact YAML that would permit replacing `from`. */
type Permit = (address: Address, from: string) => string;

interface Verdict {
  readonly action: Action;
  readonly reason: string;
  readonly waysOut?: readonly string[];
  readonly to?: string;
}

const writes = (action: Action, reason: string, to: string): Verdict => ({ action, reason, to });

const nameOf = (address: string): string => address.slice(address.indexOf("/") + 1);

const keep = (of: Case, value: string): string =>
  `keep ${sayValue(value)}: remove ${nameOf(of.want.address)} from the host file`;

const MOVE_IT = "take that line out or rename its file, then plan again";

/** Permission alone would not help against a file that wins over ours. */
const adopt = (of: Case, value: string): string => {
  const { outranked: reason } = of.reading;
  return reason === null ? `take it over in git: ${of.permit(of.want.address, value)}`
    : `${reason}: ${MOVE_IT}`;
};

const where = (of: Case): string => {
  const [first] = of.owner.evidence;
  if (!first) return "nothing on this host says who set it";
  if (!first.path) return first.says;
  return first.line ? `${first.path}:${first.line}` : first.path;
};

const outranked = (of: Case): Verdict | null => {
  const { outranked: reason } = of.reading;
  if (reason === null) return null;
  return { action: "blocked", reason,
    waysOut: [keep(of, of.reading.live ?? "it as it is"), MOVE_IT] };
};

/** A tool that will set another value again speaks for that value like a boot source. */
const restorer = ({ want, reading }: Case): Pick<BootSource, "value" | "evidence"> | null => {
  if (reading.holders.length === 0) return null;
  const evidence = reading.holders.find(({ restores }) =>
    restores !== undefined && !meets(want.rule, restores));
  return evidence?.restores === undefined ? null : { value: evidence.restores, evidence };
};

/** Satisfied now; the question is what a reboot would do. */
const satisfied = (of: Case): Verdict => {
  const { want, reading, claim, reboot } = of;
  if (reading.liveOnly || meets(want.rule, reboot)) {
    return { action: "none", reason: "as declared" };
  }
  const customs = reading.boot.length === 0 ? reading.boot
    : customSources(reading, claim).filter((source) => !meets(want.rule, source.value));
  const source = customs.at(-1) ?? restorer(of);
  if (!source) {
    return outranked(of)
      ?? writes("persist", "as declared now, but a reboot would lose it", reading.live ?? "");
  }
  if (want.adopt === source.value) {
    return outranked(of)
      ?? writes("adopt", `git permits replacing ${sayValue(source.value)} at boot`,
        reading.live ?? "");
  }
  return { action: "blocked",
    reason: `as declared now, but ${source.evidence.path ?? "a boot source"} brings `
      + `${sayValue(source.value)} back at reboot`,
    waysOut: [keep(of, source.value), adopt(of, source.value)] };
};

const whose = (of: Case): string => {
  const live = sayValue(of.reading.live);
  if (of.owner.origin !== "custom") return `${live} is of unknown origin`;
  return winnerOf(of.reading)?.value === of.reading.live ? `${live} is set by ${where(of)}`
    : `${where(of)} sets it, and it is ${live} now`;
};

const foreign = (of: Case, to: string): Verdict => {
  const { want, reading } = of;
  const live = reading.live ?? "absent";
  if (want.adopt === live) {
    return outranked(of) ?? writes("adopt", `git permits replacing ${sayValue(live)}`, to);
  }
  if (want.adopt !== null) {
    return { action: "blocked",
      reason: `git permits replacing ${sayValue(want.adopt)}, but the value is ${sayValue(live)} `
        + `now (${where(of)})`,
      waysOut: [keep(of, live), adopt(of, live)] };
  }
  return { action: "blocked",
    reason: `${whose(of)}; the host file asks for ${sayRule(want.rule)}`,
    waysOut: [keep(of, live), adopt(of, live)] };
};

const unsatisfied = (of: Case): Verdict => {
  const { want, reading, claim, owner } = of;
  if (reading.fixed !== null) return { action: "impossible", reason: reading.fixed };
  const live = sayValue(reading.live);
  const to = targetOf(want.rule, reading.live);
  if (reading.contested) {
    return { action: "blocked", reason: reading.contested.reason,
      waysOut: reading.contested.waysOut };
  }
  if (owner.origin === "custom" || owner.origin === "unknown") return foreign(of, to);
  if (claim && claim.value !== reading.live) {
    return outranked(of)
      ?? writes("drift", `Vexor set ${claim.value} (run ${claim.run}); now it is ${live}`, to);
  }
  return outranked(of)
    ?? writes("update", `${live} is the ${owner.origin} value; the host file asks for `
      + sayRule(want.rule), to);
};

/** A permission is for what is there now; it does not cover what somebody writes later. */
const sourcesFor = (
  { reading, claim }: Case, { action }: Verdict,
): { readonly sources?: readonly SourceMark[] } => {
  if (reading.boot.length === 0 || !WRITING.has(action)) return {};
  const permitted = action === "adopt"
    ? reading.boot.filter(({ owner }) => owner === "custom") : knownSources(reading, claim);
  return permitted.length === 0 ? {} : { sources: permitted.map(markOf) };
};

const itemOf = (of: Case, verdict: Verdict): PlanItem => ({
  address: of.want.address,
  action: verdict.action,
  origin: of.owner.origin,
  live: of.reading.live,
  wanted: of.want.rule,
  afterReboot: of.reboot,
  evidence: of.owner.evidence,
  reason: verdict.reason,
  waysOut: verdict.waysOut ?? [],
  warnings: of.reading.warnings,
  runs: null,
  to: verdict.to ?? null,
  adopts: verdict.action === "adopt" ? of.want.adopt : null,
  onDrift: of.want.onDrift,
  detail: of.want.detail,
  ...sourcesFor(of, verdict),
});

export const decide = (
  want: Want, reading: Reading, claim: Claim | null, permit: Permit,
): PlanItem => {
  const of: Case = { want, reading, claim, permit,
    owner: ownershipOf(reading, claim), reboot: afterReboot(reading) };
  return itemOf(of, meets(want.rule, reading.live) ? satisfied(of) : unsatisfied(of));
};

/** A claim whose setting has left the host file: the original back, if live still is ours. */
export const release = (claim: Claim, reading: Reading): PlanItem => {
  const owner = ownershipOf(reading, claim);
  const managed = owner.origin === "managed" && reading.live === claim.value;
  // What every newer source of the administrator's asks for may come back as well.
  const isAsked = reading.live === claim.value && owner.origin === "custom"
    && customSources(reading, claim).every(({ value }) => value === claim.original);
  const original = (managed || isAsked) && reading.fixed === null ? claim.original : null;
  return {
    address: claim.address,
    action: "release",
    origin: managed || owner.origin !== "managed" ? owner.origin : "unknown",
    live: reading.live,
    wanted: null,
    afterReboot: afterReboot(reading),
    evidence: owner.evidence,
    reason: original !== null
      ? `no longer in the host file: ${original} comes back`
      : "no longer in the host file: only the claim is dropped, the value is not ours any more",
    waysOut: [],
    warnings: [],
    runs: null,
    to: original ?? reading.live,
    adopts: null,
    onDrift: "report",
    detail: claim.detail,
  };
};

/** Items that make apply write something. Drift under `report` is shown and left alone. */
export const isWriting = ({ action, onDrift }: PlanItem): boolean =>
  WRITING.has(action) || (action === "drift" && onDrift === "correct");
