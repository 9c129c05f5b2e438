/**
 * The dead-man switch of `apply --confirm-within`: a transient systemd timer, armed before the
 * first write, that takes the run back without us. It dies with the boot; vexor-recover.service
 * does the same at the next one.
 */
import type { ApplyOptions } from "../engine/apply.ts";
import { secondsOf } from "../engine/duration.ts";
import { VexorError } from "../engine/errors.ts";
import { uptimeOf } from "../engine/undo.ts";
import type { Context } from "./context.ts";

const LONGEST_S = 24 * 3600;
const SYSTEMD_MS = 20_000;

const countdownOf = (time: string): number => {
  const seconds = secondsOf(time);
  if (seconds !== null && seconds <= LONGEST_S) return seconds;
  throw new VexorError("USAGE", `--confirm-within ${JSON.stringify(time)} is no time`,
    { hint: "Write 90s, 5m or 2h; a day at most." });
};

const timerOf = (run: number): string => `vexor-revert-${run}`;

const arm = async (context: Context, run: number, seconds: number): Promise<void> => {
  const { code, stderr, timedOut } = await context.host.run([
    "systemd-run", `--unit=${timerOf(run)}`, `--on-active=${seconds}s`,
    "--timer-property=AccuracySec=100ms", `--description=Take back Vexor run ${run}`, "--",
    ...context.self, "recover", "--expired", String(run),
  ], SYSTEMD_MS);
  if (code === 0) return;
  throw new VexorError("NO_SYSTEMD", "the revert timer cannot be armed: "
    + (timedOut ? "systemd-run does not answer" : stderr.trim() || "systemd-run failed"));
};

export const confirmation = (
  context: Context, time: string,
): NonNullable<ApplyOptions["confirm"]> => {
  const seconds = countdownOf(time);
  const deadline = new Date(context.host.now().getTime() + seconds * 1000);
  const uptime = uptimeOf(context.host);
  return { deadline, uptime: uptime === null ? null : uptime + seconds,
    arm: (run) => arm(context, run, seconds) };
};

/** After the confirmation is durable; a timer that is left over finds nothing to do. */
export const disarm = async (context: Context, run: number): Promise<void> => {
  await context.host.run(["systemctl", "stop", "--", `${timerOf(run)}.timer`], SYSTEMD_MS);
};
