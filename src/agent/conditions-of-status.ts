/**
 * Everything that keeps a host from being settled, from its status: the one to look at first comes
 * first.
 */
import { shellWord } from "../formats/shell-word.ts";
import { formatPlaced } from "../engine/model/errors.ts";
import { ERRORS } from "../engine/model/errors-table.ts";
import { satisfies, formatRule, formatValue } from "../engine/model/rules.ts";
import { formatAgo, formatWhen } from "../engine/model/time.ts";
import type { BreakGlassStatus, Status } from "./api.ts";
import { condition, CONDITIONS, shortOf, type Condition } from "./condition.ts";
import type { Trouble } from "./trouble.ts";

export type StatusFacts = Omit<Status, "condition" | "also">;

const nameOf = (revision: string, subject: string | null): string =>
  (subject === null ? shortOf(revision) : `${shortOf(revision)} ${subject}`);

const inForce = ({ source: { accepted, acceptedSubject } }: StatusFacts): string =>
  (accepted === null ? "nothing is in force yet"
    : `${nameOf(accepted, acceptedSubject)} stays in force`);

/** Without the commit's name, which stands before it already. */
const reasonOf = ({ message, commit, place }: Trouble): string => {
  const named = commit === null ? "" : `commit ${nameOf(commit.id, commit.subject)}`;
  const bare = named !== "" && message.startsWith(named)
    ? message.slice(named.length).replace(/^:? /, "") : message;
  return formatPlaced({ place, message: bare });
};

const acceptBy = (commit: string): string =>
  `or take it as it is, on this host: sudo vexor source accept ${shortOf(commit)} --why REASON`;

const mendAt = (place: Trouble["place"], hint: string): readonly string[] => (place === null
  ? [hint] : [`mend ${place.file} line ${place.line}, then: git commit -S -a -m REASON && git push`,
    hint]);

const todoFor = ({ code, hint, commit, place }: Trouble): readonly string[] => {
  if (commit === null) return [hint];
  switch (code) {
    case "SOURCE_UNSIGNED":
      return ["sign it and push it again: git commit --amend --no-edit -S && "
        + "git push --force-with-lease", acceptBy(commit.id)];
    case "SOURCE_SIGNER": return [hint, acceptBy(commit.id)];
    case "SOURCE_REWRITTEN": case "SOURCE_UNPINNED": case "SOURCE_LIMIT":
      return [`if it is meant: sudo vexor source accept ${shortOf(commit.id)} --why REASON`,
        ...code === "SOURCE_REWRITTEN" ? ["if it is not: put the branch back in git; the last "
          + "accepted commit is in sudo vexor source show"] : []];
    default: return mendAt(place, hint);
  }
};

const refusedOf = (status: StatusFacts): readonly Condition[] => {
  const { refused, unreachable, accepted } = status.source;
  if (refused !== null) {
    const { commit, place, since } = refused;
    const what = commit === null ? "what the source holds" : nameOf(commit.id, commit.subject);
    // Its reason names the accepted commit, and another one's values may be there.
    const holds = refused.code === "SOURCE_REWRITTEN" && accepted !== null
      ? `the host holds the values of ${nameOf(accepted, status.source.acceptedSubject)}`
      : inForce(status);
    return [condition("refused", `${what}: ${reasonOf(refused)}; ${holds}`,
      todoFor(refused), { commit: commit?.id ?? null, place, since })];
  }
  if (unreachable === null) return [];
  const { code, message, hint, place, since } = unreachable;
  if (code !== "SOURCE_UNREACHABLE") {
    return [condition("cannot-fetch", `${message}; ${inForce(status)}`, [hint], { place, since })];
  }
  const todo = ["see what git reports: sudo vexor source check"];
  return [accepted === null && status.source.revision === null
    ? condition("never-fetched", `${message}; nothing is in force yet`, todo, { since })
    : condition("unreachable", `${message}; ${inForce(status)}, and drift is still corrected`,
      todo, { since })];
};

const ROLLBACKS: ReadonlySet<string> = new Set(["APPLY_FAILED", "REVISION_ROLLED_BACK"]);

const troubleConditions = (status: StatusFacts): readonly Condition[] => {
  const { trouble, rolledBack, source: { revision, subject, accepted } } = status;
  // A rolled-back commit is reported once, with the next step.
  if (trouble === null || (ROLLBACKS.has(trouble.code) && rolledBack !== null)) return [];
  const { code, hint, place, since } = trouble;
  const about = revision ?? accepted;
  const name = about === null ? "" : `${nameOf(about, about === revision ? subject : null)}: `;
  const says = `${name}${reasonOf(trouble)}`;
  if (ERRORS[code].retry !== "human" || PASSES.has(code)) {
    return [condition("retrying", says, [], { since })];
  }
  if (code === "APPLY_FAILED") {
    return [condition("rolled-back", says, ["vexor history names the run, vexor show RUN its steps",
      "try it again: sudo vexor sync --retry"], { commit: about, since })];
  }
  return [condition("cannot-plan", says, mendAt(place, hint), { commit: about, place, since })];
};

const settingsRefused = ({ settings }: StatusFacts): readonly Condition[] => (settings === null ? []
  : [condition("settings", `${formatPlaced(settings)}; the settings from before stay in force`,
    [settings.hint, "then: sudo systemctl reload vexor-agent"],
    { place: settings.place, since: settings.since })]);

/** A directory has no subject, and nothing to revert. */
const mendBy = (revision: string, subject: string | null): string => (subject === null
  ? "the agent does not apply it again by itself: mend the host file in the directory"
  : "the agent does not apply it again by itself: push a commit that mends it, or take it out of "
    + `git: git revert -S ${shortOf(revision)} && git push`);

const HELD_DRIFT = ", and until then the agent does not correct the drift of ";

/** Drift of what was rolled back; also of the rest, where an approval or a window is needed. */
const notCorrected = (status: StatusFacts): string => {
  const drifted = status.plan?.closedBy === "rolled-back" ? itemsOf(status, "drift") : [];
  return drifted.length === 0 ? ""
    : `${HELD_DRIFT}${named(drifted.map(({ address }) => address))}`;
};

const rolledBackOf = (status: StatusFacts): readonly Condition[] => {
  const { rolledBack, source: { accepted } } = status;
  if (rolledBack === null) return [];
  const { revision, subject, why } = rolledBack;
  const rest = accepted === revision || accepted === null ? "" : `; ${inForce(status)}`;
  return [condition("rolled-back", `${nameOf(revision, subject)}: ${why}${rest}`,
    [mendBy(revision, subject) + notCorrected(status),
      "or try it again: sudo vexor sync --retry"],
    { commit: revision })];
};

const breakGlassOf = (override: BreakGlassStatus, now: number): Condition => {
  const { address, by, why, until, live, wanted, isExpired } = override;
  const differs = wanted === null || satisfies(wanted, live) ? ""
    : `, ${isExpired ? "still" : "now"} ${formatValue(live)}, git wants ${formatRule(wanted)}`;
  const end = `give it back to git: sudo vexor break-glass ${address} --end`;
  if (!isExpired) {
    return condition("break-glass",
      `${address}: left to ${by} until ${formatWhen(until, now)}${differs}: ${why}`, [end]);
  }
  return condition("break-glass-expired",
    `${address}: expired ${formatAgo(until, now)}${differs}; ${by} had said: ${why}`,
    [end, `or leave it for longer: sudo vexor break-glass ${address} --for 4h --why REASON`]);
};

const GATE_TODO: Readonly<Record<string, readonly string[]>> = {
  observe: ["to let it write: mode: enforce in the host file"],
};

/** The run waits for an operator's confirmation, and the agent for the run's end. */
const countdownOf = ({ countdown }: StatusFacts, now: number): readonly Condition[] => (countdown
  ? [condition("waiting", `run ${countdown.run} of ${countdown.by} waits for vexor confirm until `
    + `${formatWhen(countdown.until, now)}; the agent goes on after that`, [
    "keep it: sudo vexor confirm", `or roll it back: sudo vexor rollback ${countdown.run}`])] : []);

const gateOf = (status: StatusFacts, now: number): readonly Condition[] => {
  const { plan, rolledBack } = status;
  if (!plan || plan.closed === null || plan.closedBy === null) return [];
  if (plan.closedBy === "suspended" || (plan.closedBy === "rolled-back" && rolledBack)) return [];
  const opens = plan.opensAt === null ? "" : `; it opens at ${formatWhen(plan.opensAt, now)}`;
  const word = plan.closedBy === "observe" ? "observe" : "waiting";
  return [condition(word, `${plan.closed}${opens}`, GATE_TODO[plan.closedBy] ?? [],
    { commit: status.source.revision })];
};

const itemsOf = (status: StatusFacts, ...actions: readonly string[]) =>
  (status.plan?.items ?? []).filter(({ action }) => actions.includes(action));

const MOST_NAMED = 3;

const named = (addresses: readonly string[]): string =>
  [...addresses.slice(0, MOST_NAMED), ...(addresses.length > MOST_NAMED
    ? [`${addresses.length - MOST_NAMED} more`] : [])].join(", ");

/** An address may come from an agent that was taken over: as one word of a shell. */
const explained = (items: readonly { readonly address: string }[]): readonly string[] =>
  items.slice(0, MOST_NAMED).map(({ address }) =>
    `why, and the ways out: vexor explain ${shellWord(address)}`);

const settingsOf = (status: StatusFacts): readonly Condition[] => {
  const moved = status.plan?.closed === null && status.state === "idle"
    ? itemsOf(status, "drift") : [];
  const left = itemsOf(status, "blocked");
  const impossible = itemsOf(status, "impossible");
  return [
    ...moved.length === 0 ? [] : [condition("drift",
      `${named(moved.map(({ address }) => address))}: changed by another program or person, and `
      + "the host file says onDrift: report", ["what moved: vexor drift"])],
    ...left.length === 0 ? [] : [condition("blocked",
      `${named(left.map(({ address }) => address))}: left as found`, explained(left))],
    ...impossible.length === 0 ? [] : [condition("blocked", `${named(impossible.map(
      ({ address, reason }) => `${address} cannot be set here: ${reason}`))}`,
    ["correct it in the host file, or take it out: git commit -S -a -m REASON && git push",
      ...explained(impossible)])],
  ];
};

const yieldedOf = ({ yielded }: StatusFacts): readonly Condition[] => (yielded.length === 0 ? []
  : [condition("yielded", `${named(yielded)}: another process sets it back each time, and the `
    + "agent has stopped correcting it", ["find the writer: journalctl -u vexor-agent -p warning",
    "then take it up again: sudo vexor sync --retry"])]);

/** The root helper makes its plan again: what has moved meanwhile is planned afresh by itself. */
const PASSES: ReadonlySet<string> = new Set(["PLAN_STALE"]);

const AT_WORK: Readonly<Record<string, string>> = {
  fetching: "fetching", planning: "planning", applying: "applying", confirming: "confirming",
  "rolling-back": "rolling back",
};

const workOf = (status: StatusFacts, isAsked: boolean): readonly Condition[] => {
  const { state, run, plan, why, source: { revision, subject, accepted } } = status;
  const about = revision === null ? "" : ` ${nameOf(revision, subject)}`;
  if (state === "verifying") {
    return [condition("verifying", `run ${run} was applied, and its health is watched`
      + (why === null ? "" : `: ${why}`), [], { commit: revision })];
  }
  const doing = AT_WORK[state] ?? (isAsked && state !== "halted" ? "looking at" : undefined);
  const isOpen = isAsked || plan === null || (revision !== null && revision !== accepted);
  if (doing === undefined || (!isOpen && ["fetching", "planning"].includes(state))) return [];
  return [condition("working", `${doing}${about}`, [], { commit: revision })];
};

const failoverOf = ({ failover }: StatusFacts): readonly Condition[] =>
  (failover === undefined || failover.alarm === null ? [] : [condition("failover", failover.alarm,
    ["see both hosts: sudo vexor failover status", "then: journalctl -u vexor-failover"])]);

/**
 * The one to look at first comes first; a host that is settled has just that one. `isAsked`: an
 * operator has asked for a check that is not over; the gate and the plan are those from before it.
 */
export const conditionsOf = (
  status: StatusFacts, now: number, isAsked: boolean,
): readonly [first: Condition, ...others: readonly Condition[]] => {
  const { state, why, suspended } = status;
  const all: readonly Condition[] = [
    ...state === "halted" ? [condition("halted", why ?? "a rollback could not finish",
      ["look at it: vexor history, vexor show RUN", "then: sudo vexor sync --retry"])] : [],
    ...refusedOf(status), ...settingsRefused(status), ...rolledBackOf(status),
    ...troubleConditions(status),
    ...suspended ? [condition("suspended", `by ${suspended.by}: ${suspended.why}`,
      ["let it write again: sudo vexor resume"], { since: suspended.at })] : [],
    ...yieldedOf(status), ...status.breakGlass.map((override) => breakGlassOf(override, now)),
    ...countdownOf(status, now), ...isAsked ? [] : gateOf(status, now), ...settingsOf(status),
    ...workOf(status, isAsked), ...failoverOf(status),
  ];
  const words = Object.keys(CONDITIONS);
  const [first = settledOf(status), ...others] = all.toSorted((one, other) =>
    words.indexOf(one.is) - words.indexOf(other.is));
  return [first, ...others];
};

const settledOf = (status: StatusFacts): Condition => {
  const { source: { accepted, acceptedSubject }, plan } = status;
  if (accepted === null || plan === null) return condition("working", "nothing is planned yet");
  return condition("settled", `as ${nameOf(accepted, acceptedSubject)} declares`, [],
    { commit: accepted });
};
