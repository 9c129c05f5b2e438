/**
 * The confirmation timer of `apply --confirm-within`: a transient systemd timer, armed before the
 * first write, that rolls the run back without us. It dies with the boot; vexor-recover.service
 * does the same at the next one.
 */
import { secondsOf } from "../../formats/duration.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { ConfirmTimer } from "../../engine/run/guardian.ts";
import { uptimeOf } from "../../engine/run/undo.ts";
import type { Context } from "./context.ts";
import { startUnit, stopUnit } from "./transient-unit.ts";

const LONGEST_S = 24 * 3600;

/** Throws USAGE. */
export const confirmSeconds = (time: string): number => {
  const seconds = secondsOf(time);
  if (seconds !== null && seconds <= LONGEST_S) return seconds;
  throw new VexorError("USAGE", `--confirm-within ${JSON.stringify(time)} is not a duration`,
    { hint: "Write 90s, 5m or 2h; a day at most." });
};

const timerOf = (run: number): string => `vexor-revert-${run}`;

const arm = (context: Context, run: number, seconds: number): Promise<void> =>
  startUnit(context, { unit: timerOf(run), about: `Roll back Vexor run ${run}`,
    options: [`--on-active=${seconds}s`, "--timer-property=AccuracySec=100ms"],
    verb: ["recover", "--expired", String(run)], what: "the revert timer cannot be armed" });

/** After the run's end is durable; a timer that is left over finds nothing to do. */
export const disarm = (context: Context, run: number): Promise<void> =>
  stopUnit(context, `${timerOf(run)}.timer`);

export const confirmation = (context: Context, time: string): ConfirmTimer => {
  const seconds = confirmSeconds(time);
  const deadline = new Date(context.host.now().getTime() + seconds * 1000);
  const uptime = uptimeOf(context.host);
  return { deadline, uptime: uptime === null ? null : uptime + seconds,
    arm: (run) => arm(context, run, seconds), disarm: (run) => disarm(context, run) };
};
