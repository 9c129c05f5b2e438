/** An incident, played again, for people. */
import type { KeeperEffect, KeeperEvent } from "../failover/keeper-state.ts";
import { renderRecords } from "./handover.ts";
import type { Incident, ReplayedStep } from "../failover/incident.ts";
import type { Register } from "../failover/register.ts";
import { printableLine } from "../formats/printable.ts";

const isTold = ({ do: what }: KeeperEffect): boolean => what !== "pet";

const writesText = ({ state, holder, epoch, seq }: Register): string =>
  `writes ${state} ${holder}, epoch ${epoch}.${seq}`;

const effectText = (effect: KeeperEffect): string => {
  switch (effect.do) {
    case "exchange": return effect.put === null ? "reads the register" : writesText(effect.put);
    case "remember": return `remembers epoch ${effect.mark.epoch}.${effect.mark.seq}`;
    case "alarm": return `ALARM ${effect.code}`;
    default: return effect.do;
  }
};

const eventText = (event: KeeperEvent): string => {
  switch (event.type) {
    case "done": case "differs": return event.stands === null ? `${event.type}: nothing stands`
      : `${event.type}: ${event.stands.register.state} ${event.stands.register.holder}, epoch `
        + `${event.stands.register.epoch}.${event.stands.register.seq}`;
    case "stopped": return `stopped, newest slot ${event.slot ?? "unknown"}`;
    default: return event.type;
  }
};

const phaseText = ({ before, after }: ReplayedStep): string =>
  (before.phase === after.phase ? after.phase : `${before.phase} → ${after.phase}`);

/** A tick that asks for nothing is left out. */
const isShown = ({ event, before, after, effects }: ReplayedStep): boolean =>
  event.type !== "tick" || before.phase !== after.phase || effects.some(isTold);

export const renderReplay = ({ at, start }: Incident, steps: readonly ReplayedStep[]): string => {
  const end = steps.at(-1)?.event.now ?? start.since;
  const rows = steps.filter(isShown).map((one) => {
    const seconds = ((one.event.now - end) / 1_000).toFixed(3).padStart(9);
    const does = one.effects.filter(isTold).map(effectText).join("; ");
    return `${seconds}  ${phaseText(one).padEnd(20)} ${printableLine(eventText(one.event))}`
      + `${does === "" ? "" : `: ${printableLine(does)}`}\n`;
  });
  return `${start.host}, written at ${at}; seconds before its end\n${rows.join("")}`;
};

/** What both hosts had noted. */
export const renderTimeline = ({ timeline }: Incident): string => {
  if (timeline === undefined) return "";
  const { records, hasPeer } = timeline;
  const by = hasPeer ? "both hosts" : "this host; the other one has not told its part";
  return `noted by ${by}, in the order of the register\n${renderRecords(records)}`;
};
