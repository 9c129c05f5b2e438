/** What a review says, in words that every form of it shares. Nothing here is escaped yet. */
import { formatValue } from "../../engine/model/rules.ts";
import { formatTakesEffect } from "../../engine/plan/pending.ts";
import { formatPlaced } from "../../engine/model/errors.ts";
import { withoutSecrets } from "../../formats/quote.ts";
import type {
  ReviewEffect, HostReview, PlacedChange, Review, ReviewChange, ReviewGroup, ReviewProblem,
} from "../../review/model.ts";
import { plural, printableLine } from "../style.ts";

/** No document of XML 1.0 may hold these, however they are written. */
const NO_CHARACTERS = /[\ufffe\uffff]/g;

/** Text of a host or a repository, on one line, where strangers may read it. */
export const shown = (text: string): string =>
  printableLine(withoutSecrets(text)).replace(NO_CHARACTERS, "\ufffd");

interface EffectMark {
  readonly symbol: string;
  readonly means: string;
}

export const MARKS: Readonly<Record<ReviewEffect, EffectMark>> = {
  blocked: { symbol: "✗", means: "blocked" },
  impossible: { symbol: "∅", means: "impossible" },
  adopt: { symbol: "»", means: "taken over" },
  update: { symbol: "~", means: "set" },
  release: { symbol: "-", means: "released" },
  drift: { symbol: "↺", means: "corrected" },
  persist: { symbol: "+", means: "made to last" },
  none: { symbol: "=", means: "as it is" },
  dropped: { symbol: "·", means: "no longer set" },
  declared: { symbol: "±", means: "declared" },
};

const EFFECT_ORDER = Object.keys(MARKS) as readonly ReviewEffect[];

export const isStuck = ({ action }: ReviewChange): boolean =>
  action === "blocked" || action === "impossible";

/**
 * It must not be overlooked among many: units stop, who signs changes, or it concerns the host as a
 * whole, as its client and its mode do, and has no name of its own.
 */
export const isGrave = ({ address, signs, interrupts, takesEffect }: ReviewChange): boolean =>
  signs === true || interrupts !== undefined || takesEffect === "reboot" || !address.includes("/");

/** What stops a change comes first, and then what is grave. */
const rankOf = (change: ReviewChange): number => {
  if (isStuck(change)) return 0;
  return isGrave(change) ? 1 : 2;
};

export const inOrder = (changes: readonly PlacedChange[]): readonly PlacedChange[] =>
  [...changes].sort((one, other) => rankOf(one) - rankOf(other)
    || EFFECT_ORDER.indexOf(one.action) - EFFECT_ORDER.indexOf(other.action));

const rankOfGroup = ({ changes }: ReviewGroup): number =>
  changes.reduce((least, change) => Math.min(least, rankOf(change)), Infinity);

export const gravestFirst = (groups: readonly ReviewGroup[]): readonly ReviewGroup[] =>
  [...groups].sort((one, other) => rankOfGroup(one) - rankOfGroup(other));

type ValueFormat = (value: string | null) => string;

/** Where nothing may be lost. */
export const wholeValue: ValueFormat = (value) => (value === "" ? "empty" : value ?? "absent");

export const valuesOf = (
  { action, from, to }: ReviewChange, format: ValueFormat = formatValue,
): string => {
  const [found, wanted] = [format(from), format(to)];
  if (action === "declared") return `${from === null ? "nothing" : found} → ${to === null
    ? "nothing" : wanted}`;
  if (action === "dropped") return found;
  if (action === "none") return from === to || to === null ? found : `${found}, wanted ${wanted}`;
  if (action === "blocked" || action === "impossible") return `${found}, wanted ${wanted}`;
  return from === to ? found : `${found} → ${wanted}`;
};

const baseNote = ({ base, to }: ReviewChange, format: ValueFormat): readonly string[] => {
  if (base === null || base.to === null || base.to === to) return [];
  return [`without this change: ${base.action}, wanted ${format(base.to)}`];
};

/** What people want to know before they agree. */
export const notesOf = (
  change: ReviewChange, format: ValueFormat = formatValue,
): readonly string[] => [
  ...(change.adopts === undefined ? []
    : [`takes over the custom value ${format(change.adopts)}`]),
  ...(change.interrupts ?? []).map((unit) => `stops, starts or restarts ${unit}`),
  ...(change.takesEffect === undefined ? []
    : [`takes effect at ${formatTakesEffect(change.takesEffect)}`]),
  ...(change.signs === true
    ? ["changes who signs here: a rollback takes no signature back"] : []),
  ...baseNote(change, format),
  ...(change.why === undefined ? [] : [`why: ${change.why}`]),
];

export const problemText = (problem: ReviewProblem): string => formatPlaced(problem);

const HOSTS_NAMED = 10;

export const hostsText = (hosts: readonly string[], most = HOSTS_NAMED): string => {
  const more = hosts.length - most;
  return hosts.slice(0, most).join(", ") + (more > 0 ? ` and ${more} more` : "");
};

const DAY = 86_400;
/** Beyond that, what a host holds may well be something else by now. */
const OLD_SECONDS = 7 * DAY;

export const isOld = ({ facts }: HostReview): boolean =>
  facts !== null && facts.ageSeconds > OLD_SECONDS;

export const ageText = (seconds: number): string =>
  (seconds < DAY ? plural(Math.round(seconds / 3600), "hour")
    : plural(Math.floor(seconds / DAY), "day"));

const SHORT = 12;
export const shortId = (commit: string): string => commit.slice(0, SHORT);

/** `[count, text]`: what there is to know at once, the worst first; counts of zero are left out. */
export const countsOf = ({ summary }: Review): readonly string[] => {
  const { changes } = summary;
  const all = Object.values(changes).reduce((total, count) => total + count, 0);
  const some = (count: number, text: string): readonly string[] => (count > 0 ? [text] : []);
  return [
    ...some(summary.failed, `${plural(summary.failed, "host")} cannot be planned`),
    ...some(summary.denied, `denied by ${plural(summary.denied, "rule")} of the policy`),
    ...some(summary.warned, `${plural(summary.warned, "warning")} of the policy`),
    ...some(changes.blocked, `${plural(changes.blocked, "setting")} blocked`),
    ...some(changes.impossible, `${plural(changes.impossible, "setting")} impossible`),
    ...some(summary.signing, `who signs changes on ${plural(summary.signing, "host")}`),
    ...some(summary.interrupted, `units are interrupted on ${plural(summary.interrupted, "host")}`),
    ...some(summary.reboots, `${plural(summary.reboots, "host")} must reboot`),
    ...some(summary.permissions, `${plural(summary.permissions, "new permission")} to take over`),
    ...some(summary.fights, `${plural(summary.fights, "contradiction")} between roles`),
    ...some(summary.unplanned, `${plural(summary.unplanned, "host")} without usable facts`),
    ...some(all, plural(all, "change")),
  ];
};

/** As where the range is swapped, or a branch was merged already. */
const isEmpty = ({ from, head }: Review): boolean => from === head;
const EMPTY = "HEAD holds no commit that BASE lacks";

export const headline = (review: Review): string => {
  const { summary } = review;
  const { changed, added, removed, failed } = summary;
  const touched = changed + added + removed + failed;
  if (touched === 0) {
    return `${isEmpty(review) ? `${EMPTY}, so ` : ""}no host changes (of ${summary.hosts})`;
  }
  return `${plural(touched, "host")} of ${summary.hosts + removed} `
    + `(${[[changed, "changed"], [added, "added"], [removed, "removed"], [failed, "failed"]]
      .flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`])).join(", ")})`;
};

/** In a few words, for a title. */
export const verdictText = (review: Review): string => {
  const { summary, hosts } = review;
  const { failed, denied, changes: { blocked, impossible } } = summary;
  if (failed > 0) return `not a pass, ${plural(failed, "host")} cannot be planned`;
  if (denied > 0) return "denied by the policy";
  if (blocked + impossible > 0) return `${plural(blocked + impossible, "setting")} cannot be set`;
  if (hosts.length > 0) return `${plural(hosts.length, "host")} would change`;
  return isEmpty(review) ? EMPTY : "no host changes";
};
