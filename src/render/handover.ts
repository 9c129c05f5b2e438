/** A planned handover for people: what was found on both hosts, and what a run then does. */
import { allChecks, type HandoverCheck } from "../failover/checks.ts";
import type { KeeperRecord } from "../failover/event.ts";
import type { HandoverPlan } from "../failover/handover-plan.ts";
import { printableLine } from "../formats/printable.ts";
import type { Style } from "./style.ts";

const markOf = ({ isGood }: HandoverCheck, style: Style): string => {
  if (isGood === null) return style.yellow("?");
  return isGood ? style.green("✓") : style.red("✗");
};

const checkRow = (check: HandoverCheck, style: Style): string =>
  `    ${markOf(check, style)} ${check.name.padEnd(13)} ${printableLine(check.says)}\n`;

const part = (title: string, checks: readonly HandoverCheck[], style: Style): string =>
  (checks.length === 0 ? "" : `  ${printableLine(title)}\n${checks.map((check) =>
    checkRow(check, style)).join("")}`);

const steps = (from: string, to: string): readonly string[] => [
  `wait until ${from} does not lead soon`,
  `${from} gives the identity up: it stops to sign, and what it has signed is sealed`,
  `its signing record goes to ${to}, which holds it against the digest in the register`,
  `the register goes to ${to}`,
  `${to} takes the identity up`,
  "if a step before that fails, the register and the identity go back by themselves",
];

const stepsText = ({ from, to }: HandoverPlan): string => (from === null || to === null ? ""
  : `  a run then does\n${steps(from, to).map((step, at) =>
    `    ${at + 1} ${printableLine(step)}\n`).join("")}`);

export const renderHandover = (plan: HandoverPlan, style: Style): string => {
  const { group, from, to, hosts, both, hindrances, isDryRun } = plan;
  const title = from === null ? `${group}: nothing can be handed over`
    : `${group}: hand the identity over from ${from} to ${to ?? "an unknown host"}`;
  return [
    `${hindrances.length === 0 ? title : style.red(title)}\n`,
    ...hosts.map((one) => part(one.host, allChecks(one), style)),
    part("both", both, style), stepsText(plan),
    ...hindrances.map((one) => `  ${style.red("hinders")} ${printableLine(one)}\n`),
    ...isDryRun ? ["  dry run: failover.dryRun is true, so a run does nothing\n"] : [],
  ].join("");
};

const happened = (record: KeeperRecord): string => {
  switch (record.what) {
    case "started": return `the keeper of Vexor ${record.version} has started`;
    case "phase": return `${record.from} before, ${record.to} now`;
    case "alarm": return `ALARM ${record.code}`;
    case "cleared": return `over: ${record.code}`;
    case "unanswered": return `etcd does not answer: ${record.why}`;
    case "asked": return record.ask === "hand-over" ? "an operator asks for a handover"
      : "an operator takes the handover back";
    case "acted": return `${record.act}: ${record.end}, after ${record.ms} ms`
      + (record.slot === null ? "" : `; newest slot ${record.slot}`);
  }
};

export const renderRecords = (records: readonly KeeperRecord[]): string =>
  records.map((record) => `${record.at}  ${record.host.padEnd(12)} epoch ${record.epoch}  `
    + `${printableLine(happened(record))}\n`).join("");
