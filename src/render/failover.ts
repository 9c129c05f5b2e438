/** A failover group as one of its hosts sees it, for people. */
import { alarmsOf } from "../failover/alarms.ts";
import { printableLine } from "../formats/printable.ts";
import type { EvidenceStatus } from "../failover/evidence.ts";
import { holdsNow, type KeeperSight, type PublishedStatus } from "../failover/published-status.ts";
import type { FailoverStatus, PeerStatus, RegisterStatus } from "../failover/status.ts";
import type { Hindrance } from "../failover/policy.ts";
import type { Style } from "./style.ts";

/** Of a peer that is asked every five seconds. */
const LATE_MS = 12_000;

const row = (name: string, text: string): string => `  ${name.padEnd(9)} ${printableLine(text)}\n`;

const seconds = (ms: number): string => `${(Math.max(0, ms) / 1_000).toFixed(1)} s`;

const PHASES: Readonly<Record<FailoverStatus["phase"], string>> = {
  standby: "is a standby: it does not sign",
  taking: "has taken the register, and does not sign yet",
  signing: "is active: it may sign",
  demoting: "gives the identity up",
  killing: "kills its client",
  offering: "has stopped, and offers the register",
};

export const ALARMS: Readonly<Record<NonNullable<FailoverStatus["alarm"]>, string>> = {
  absent: "the register is gone from etcd",
  lineage: "this is another etcd cluster than the group was made in",
  "went-back": "etcd has gone back to an older state, as one restored from a backup",
  lost: "the other host has taken the register",
  expired: "no renewal has succeeded in time",
  clock: "the wall clock has jumped",
  duplicate: "the account votes, and neither host signs by the words of both keepers",
  blind: "no node can be asked: the process that asks them does not answer",
  "not-ready": "this host holds the register, and has neither the other one's signing record nor a "
    + "final slot bound: vexor failover history, and clusterRpc",
  "promotion-failed": "this host could not take the identity up: vexor failover history, and its "
    + "journal, say why",
  vacant: "no host signs, and none takes the register: vexor failover status on both says why",
  adopted: "its validator may sign, and for 90 s no register has said that it may: vexor failover "
    + "init, or etcd",
  unstaked: "this host holds the register, and its client has not the identity",
  signs: "its client has the identity, and this host does not hold the register",
  "not-remembered": "the newest epoch cannot be written to the disk of this host",
};

export const HINDRANCES: Readonly<Record<Hindrance, string>> = {
  "dry-run": "failover.dryRun is true: it only watches",
  "unplanned-off": "failover.unplanned does not allow it",
  unfit: "its validator is not well",
  behind: "its node has not caught up, or that is unknown",
  "cluster-stalled": "the cluster finalizes nothing, or that is unknown",
  "promotion-failed": "it could not take the identity up a moment ago",
  "still-signs": "its validator signs, and is being made to stop",
  "not-admitted": "the vote account may not vote in this epoch, or that is unknown",
  "made-for-peer": "the register was made for the other host, which has not taken it yet",
};

const held = ({ holder, epoch, state, unchangedMs, handover }: RegisterStatus): string => {
  const who = state === "held" ? `held by ${holder}`
    : `offered by ${holder} to ${handover?.to ?? "an unknown host"}`;
  return `${who}, epoch ${epoch}, unchanged for ${seconds(unchangedMs)}`;
};

const peerText = ({ host, isStandby, answeredMs }: PeerStatus): string => {
  if (isStandby === null || answeredMs === null) return `${host} does not answer`;
  if (answeredMs > LATE_MS) return `${host} has not answered for ${seconds(answeredMs)}`;
  const is = isStandby ? "is a standby" : "may sign, or watches only";
  return `${host} ${is}, by its word of ${seconds(answeredMs)} ago`;
};

const takeText = ({ takeInMs, hindrances }: FailoverStatus): string =>
  (hindrances.length === 0 ? `if it stays so: this host takes it in ${seconds(takeInMs ?? 0)}`
    : `this host would not take it: ${hindrances.map((one) => HINDRANCES[one]).join("; ")}`);

const evidenceText = ({ slot, copiedMs, why }: EvidenceStatus): string => [
  copiedMs === null ? "no copy of what is signed is in etcd"
    : `etcd has what was signed up to slot ${slot ?? "none"}, ${seconds(copiedMs)} ago`,
  ...why === null ? [] : [why],
].join("; ");

export const renderFailover = (status: FailoverStatus, style: Style): string => {
  const { group, host, phase, phaseMs, register, leftMs, takeInMs, peer, alarm } = status;
  const title = `${group}: ${host} ${PHASES[phase]}`;
  return [
    `${alarm === null ? style.green(title) : style.red(title)}\n`,
    ...alarmsOf(status).map((one) => row("alarm", ALARMS[one])),
    row("since", seconds(phaseMs)),
    row("register", register === null ? "none is there" : held(register)),
    ...leftMs === null ? [] : [row("left", `${seconds(leftMs)} without a renewal`)],
    ...takeInMs === null ? [] : [row("takeover", takeText(status))],
    row("peer", peerText(peer)),
    ...status.evidence === undefined ? [] : [row("copy", evidenceText(status.evidence))],
    ...status.unanswered === null ? [] : [row("etcd", `no answer: ${status.unanswered}`)],
    ...status.unsafeEtcd === null ? [] : [row("unsafe", status.unsafeEtcd)],
    ...status.isDryRun ? [row("dry run", "nothing is taken, given up or killed")] : [],
  ].join("");
};

const wordsFor = (texts: Readonly<Record<string, string>>, word: string): string =>
  (Object.hasOwn(texts, word) ? texts[word] ?? word : word);

const troublesOf = (said: PublishedStatus): readonly string[] => {
  const { peer, isDryRun, unanswered } = said;
  return [
    ...alarmsOf(said).map((one) => wordsFor(ALARMS, one)),
    ...unanswered === null ? [] : ["etcd does not answer"],
    ...peer.answeredMs === null || peer.answeredMs > LATE_MS
      ? [`${peer.host} does not answer`] : [],
    ...isDryRun ? ["dry run"] : [],
  ];
};

/** In one line, for `vexor status`. */
export const failoverLine = (
  sight: KeeperSight,
): { readonly says: string; readonly alarm: string | null } => {
  if (!sight.isUp) {
    const silence = `the keeper is silent: ${sight.why}`;
    return { says: silence, alarm: silence };
  }
  const { said } = sight;
  const { group, host, phase, register, leftMs, alarm } = said;
  const left = holdsNow(said) && leftMs !== null ? ` for ${seconds(leftMs)} more` : "";
  const by = register === null ? "no register"
    : `${register.state} by ${register.holder}, epoch ${register.epoch}`;
  return { alarm: alarm && `${group}: ${wordsFor(ALARMS, alarm)}`,
    says: [`${group}: ${host} ${PHASES[phase]}${left}`, by, ...troublesOf(said)].join("; ") };
};
