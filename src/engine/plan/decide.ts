/** The decision table of the design, one row a function: want + reading + claim -> plan item. */
import { placeOf } from "../model/evidence.ts";
import { asWritten, effectOf, formatTakesEffect } from "./pending.ts";
import { rebootIn, shown } from "./item-parts.ts";
import { claimFor } from "./claim-for.ts";
import type { Action, Address, Claim, PlanItem, Reading, Want } from "../model/model.ts";
import {
  countingActs, customActs, knownActs, markOf, ownershipOf, winnerOf, type Ownership,
} from "./ownership.ts";
import { actsOfOtherManagers, rebootOf, formatBootAct, type BootAct,
  type RebootForecast } from "./reboot.ts";
import { readingWith } from "../model/reading.ts";
import { satisfies, formatRule, formatValue, targetOf } from "../model/rules.ts";
import type { SourceMark } from "../model/source-mark.ts";

interface DecisionInput {
  readonly want: Want;
  /** What runs; `reading` has what is written, where that takes effect later. */
  readonly asRead: Reading;
  readonly reading: Reading;
  readonly claim: Claim | null;
  readonly owner: Ownership;
  /** What the next boot brings. */
  readonly reboot: RebootForecast;
  readonly permit: FormatPermit;
  /** A look ahead, at what a write would come to. */
  readonly isForeseen?: true;
}

const WRITING: ReadonlySet<Action> = new Set(["update", "persist", "adopt", "release"]);

/** The exact YAML that would permit replacing `from`. */
type FormatPermit = (address: Address, from: string) => string;

interface Decision {
  readonly action: Action;
  readonly reason: string;
  readonly waysOut?: readonly string[];
  readonly warning?: string;
  readonly to?: string;
  readonly adoptable?: string;
}

const writes = (action: Action, reason: string, to: string): Decision => ({ action, reason, to });

const nameOf = (address: string): string => address.slice(address.indexOf("/") + 1);

const keep = (of: DecisionInput, value: string): string =>
  `keep ${formatValue(value)}: remove ${nameOf(of.want.address)} from the host file`;

const MOVE_IT = "take that line out or rename its file, then plan again";

/** Permission alone would not help against a file that wins over ours. */
const adopt = (of: DecisionInput, value: string): string => {
  const { overriddenBy: reason } = of.reading;
  return reason === null ? `take it over in git: ${of.permit(of.want.address, value)}`
    : `${reason}: ${MOVE_IT}`;
};

const blockFor = (of: DecisionInput, reason: string, value: string): Decision => ({
  action: "blocked", reason, waysOut: [keep(of, value), adopt(of, value)],
  ...(of.reading.overriddenBy === null ? { adoptable: value } : {}),
});

const where = (of: DecisionInput): string => {
  const [first] = of.owner.evidence;
  return first ? placeOf(first) : "nothing on this host says who set it";
};

const blockOverridden = (of: DecisionInput): Decision | null => {
  const { overriddenBy: reason } = of.reading;
  if (reason === null) return null;
  return { action: "blocked", reason,
    waysOut: [keep(of, of.reading.live ?? "it as it is"), MOVE_IT] };
};

/** What it brings, or at least what it says. */
const askedBy = ({ value, evidence }: BootAct): string | null => value ?? evidence.asks ?? null;

/** Another owner's act at boot that brings an unwanted value: the one that wins, if any does. */
const contraryAct = ({ want, reading, claim, reboot }: DecisionInput): BootAct | null => {
  if (reading.boot.length + reading.otherManagers.length === 0) return null;
  const otherManagers = new Set(actsOfOtherManagers(reading).map(({ evidence }) => evidence));
  const sources = countingActs(reading, claim).filter(
    ({ evidence }) => !otherManagers.has(evidence));
  const others = [...sources, ...actsOfOtherManagers(reading)]
    .filter((act) => {
      const asked = askedBy(act);
      return asked !== null && !satisfies(want.rule, asked);
    });
  const wins = (act: BootAct): boolean =>
    reboot.last.some(({ evidence }) => evidence === act.evidence);
  return others.findLast(wins) ?? others.at(-1) ?? null;
};

const untilReboot = ({ isForeseen }: DecisionInput): string =>
  (isForeseen ? "the write would not last: " : "as declared now, but ");

/** Our line is in place, and git permitted to replace what brings another value at each boot. */
const isPermitted = ({ want, reading, claim }: DecisionInput, rival: BootAct): boolean => {
  if (claim === null || want.adopt === null || claim.adopted !== want.adopt) return false;
  const isKnown = want.adopt === askedBy(rival)
    || knownActs(reading, claim).some(({ evidence }) => evidence === rival.evidence);
  return isKnown && satisfies(want.rule, winnerOf(reading)?.value ?? null);
};

const againstRival = (of: DecisionInput, rival: BootAct): Decision => {
  const { want, reading } = of;
  const value = askedBy(rival) ?? "";
  if (isPermitted(of, rival)) {
    return { action: "none", reason: "as declared",
      warning: `${placeOf(rival.evidence)} brings ${formatValue(value)} at each boot, `
        + "until the next apply" };
  }
  if (want.adopt === value) {
    return blockOverridden(of)
      ?? writes("adopt", `git permits replacing ${formatValue(value)} at boot`, reading.live ?? "");
  }
  const brings = of.reboot.value === null ? "may bring" : "brings";
  return blockFor(of, `${untilReboot(of)}${rival.evidence.path ?? "a boot source"} ${brings} `
    + `${formatValue(value)} back at reboot`, value);
};

const LOST = "as declared now, but a reboot would lose it";

/** Another owner acts at boot, and the value after that is unknown. */
const againstUntold = (of: DecisionInput, unknown: string): Decision => {
  const { want, reading, claim } = of;
  const live = reading.live ?? "absent";
  const source = winnerOf(reading);
  if (satisfies(want.rule, source ? source.value : reading.default?.value ?? null)) {
    return { action: "none", reason: "as declared", warning: unknown };
  }
  const isNew = countingActs(reading, claim).length > 0;
  if (!isNew) return blockOverridden(of) ?? writes("persist", LOST, live);
  if (want.adopt === live) {
    return blockOverridden(of) ?? writes("adopt", `git permits replacing ${formatValue(live)}`,
      live);
  }
  return blockFor(of, `${untilReboot(of)}${unknown}`, live);
};

/** Satisfied now; the question is what a reboot would do. */
const satisfied = (of: DecisionInput): Decision => {
  const { want, reading, claim, reboot } = of;
  if (reading.ephemeral || satisfies(want.rule, reboot.value)) {
    return { action: "none", reason: "as declared" };
  }
  const rival = contraryAct(of);
  if (rival) return againstRival(of, rival);
  if (reboot.unknown !== null && reboot.last.length > 0) return againstUntold(of, reboot.unknown);
  const untold = countingActs(reading, claim).find(({ value }) => value === null);
  if (untold) return againstUntold(of, formatBootAct(untold));
  return blockOverridden(of) ?? writes("persist", LOST, reading.live ?? "");
};

const whose = (of: DecisionInput): string => {
  const live = formatValue(of.reading.live);
  if (of.owner.origin !== "custom") return `${live} is of unknown origin`;
  const winner = winnerOf(of.reading);
  const isWinners = winner !== null && winner.evidence === of.owner.evidence[0];
  return isWinners && winner.value === of.reading.live ? `${live} is set by ${where(of)}`
    : `${where(of)} sets it, and it is ${live} now`;
};

const decideForeign = (of: DecisionInput, to: string): Decision => {
  const { want, reading } = of;
  const live = reading.live ?? "absent";
  if (want.adopt === live) {
    return blockOverridden(of) ?? writes("adopt", `git permits replacing ${formatValue(live)}`, to);
  }
  if (want.adopt !== null) {
    return blockFor(of, `git permits replacing ${formatValue(want.adopt)}, but the value is `
      + `${formatValue(live)} now (${where(of)})`, live);
  }
  return blockFor(of, `${whose(of)}; the host file asks for ${formatRule(want.rule)}`, live);
};

/** What runs may have another value than what is written. */
const whenIn = ({ asRead: { takesEffect } }: DecisionInput): string =>
  (takesEffect === undefined ? "" : ` at ${formatTakesEffect(takesEffect)}`);

const unsatisfied = (of: DecisionInput): Decision => {
  const { want, reading, claim, owner } = of;
  if (reading.immutable !== null) return { action: "impossible", reason: reading.immutable };
  const live = formatValue(reading.live);
  const to = targetOf(want.rule, reading.live);
  if (reading.blocker) {
    return { action: "blocked", reason: reading.blocker.reason,
      waysOut: reading.blocker.waysOut };
  }
  if (owner.origin === "custom" || owner.origin === "unknown") return decideForeign(of, to);
  if (claim && claim.value !== reading.live) {
    return blockOverridden(of)
      ?? writes("drift", `Vexor set ${claim.value} (run ${claim.run}); now it is ${live}`, to);
  }
  return blockOverridden(of)
    ?? writes("update", `${live} is the ${owner.origin} value${whenIn(of)}; the host file asks for `
      + formatRule(want.rule), to);
};

/** A permission is for the present value. It does not cover a value that is written later. */
const sourcesFor = (
  { reading, claim }: DecisionInput, { action }: Decision,
): { readonly sources?: readonly SourceMark[] } => {
  if (!WRITING.has(action)) return {};
  const permitted = action === "adopt" ? customActs(reading) : knownActs(reading, claim);
  return permitted.length === 0 ? {} : { sources: permitted.map(markOf) };
};

const itemOf = (of: DecisionInput, verdict: Decision): PlanItem => ({
  address: of.want.address,
  action: verdict.action,
  origin: of.owner.origin,
  live: of.asRead.live,
  wanted: of.want.rule,
  ...rebootIn(of.reboot),
  evidence: shown(of.owner.evidence),
  reason: verdict.reason, ...(of.want.why === null ? {} : { why: of.want.why }),
  waysOut: verdict.waysOut ?? [],
  warnings: verdict.warning === undefined ? of.reading.warnings
    : [...of.reading.warnings, verdict.warning],
  runs: null,
  to: verdict.to ?? null,
  ...effectOf(of.want, of.asRead, verdict.action),
  adopts: verdict.action === "adopt" ? of.want.adopt : null,
  ...(verdict.adoptable === undefined ? {} : { adoptable: verdict.adoptable }),
  onDrift: of.want.onDrift,
  attributes: of.want.attributes,
  ...sourcesFor(of, verdict),
});

const RENAMED = "as declared, and Vexor has it under the name that the host file had before";

/** No right reaches what could not be read: a permission is for what the reviewer saw. */
const seen = (of: DecisionInput, verdict: Decision): Decision => {
  if (!WRITING.has(verdict.action)) return verdict;
  const hidden = of.reading.otherManagers.find(({ isUnread }) => isUnread);
  return hidden === undefined ? verdict : { action: "blocked",
    reason: `${placeOf(hidden)} ${hidden.says}`, waysOut: [keep(of, of.reading.live ?? "absent")] };
};

/**
 * A write that the next plan would find blocked is not made, for verifying would undo it; one that
 * it would ask a permission for has that permission now.
 */
const lasting = (of: DecisionInput, verdict: Decision): Decision => {
  const { want, asRead, claim, permit } = of;
  const { to } = verdict;
  if (claim === null || to === undefined) return verdict;
  const boot = asRead.boot.map((source) =>
    (source.owner === "vexor" ? { ...source, value: to } : source));
  const after = caseOf(want, readingWith(asRead, { live: to, boot }),
    claimFor(itemOf(of, verdict), claim), permit);
  const then = satisfied({ ...after, isForeseen: true });
  return then.action === "blocked" || then.action === "adopt" ? then : verdict;
};

const verdictOf = (of: DecisionInput): Decision => {
  const { live, endedBy } = of.reading;
  if (endedBy) return { action: "blocked", reason: endedBy.reason, waysOut: endedBy.waysOut };
  return seen(of, satisfies(of.want.rule, live) ? satisfied(of) : lasting(of, unsatisfied(of)));
};

const caseOf = (
  want: Want, asRead: Reading, claim: Claim | null, permit: FormatPermit,
): DecisionInput => {
  const reading = asWritten(asRead);
  return { want, asRead, reading, claim, permit, owner: ownershipOf(reading, claim),
    reboot: rebootOf(reading) };
};

export const decide = (
  want: Want, reading: Reading, claim: Claim | null, permit: FormatPermit,
): PlanItem => {
  const of = caseOf(want, reading, claim, permit);
  return itemOf(of, verdictOf(of));
};

/** What Vexor holds under `former`'s address: the claim and its line in a boot file move. */
export const decideRenamed = (
  want: Want, reading: Reading, former: Claim, permit: FormatPermit,
): PlanItem => {
  const of = caseOf(want, reading, former, permit);
  const verdict = verdictOf(of);
  return itemOf(of, verdict.action !== "none" ? verdict
    : blockOverridden(of) ?? writes("persist", RENAMED, reading.live ?? ""));
};

/** Items that make apply write something. Drift under `report` is shown and left alone. */
export const isWriting = ({ action, onDrift }: PlanItem): boolean =>
  WRITING.has(action) || (action === "drift" && onDrift === "correct");
