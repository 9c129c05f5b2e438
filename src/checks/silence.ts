/** A finding that an operator has seen and lives with, with a why and until a day. */
import type { ChecksWant, CheckSilence } from "../engine/host-file/agent-spec.ts";
import { dayOf, type CheckVerdict } from "./check.ts";

export type Silences = NonNullable<ChecksWant["silence"]>;

const isOver = ({ until }: CheckSilence, now: Date): boolean => until < dayOf(now);

/** Only findings can be silenced, and none for ever. */
export const silenced = (verdict: CheckVerdict, silences: Silences, now: Date): CheckVerdict => {
  const silence = silences[verdict.id];
  return silence === undefined || verdict.outcome !== "finding" ? verdict
    : { ...verdict, silence: { ...silence, isOver: isOver(silence, now) } };
};
