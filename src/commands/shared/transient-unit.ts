/** Units that systemd makes for work that must outlive this process. They die with the boot. */
import { VexorError } from "../../engine/model/errors.ts";
import type { RunResult } from "../../ports/host.ts";
import type { Context } from "./context.ts";

const SYSTEMD_MS = 20_000;

interface TransientUnit {
  readonly unit: string;
  /** For people who list units. */
  readonly about: string;
  /** Of systemd-run. */
  readonly options: readonly string[];
  readonly verb: readonly string[];
  /** What there is not, if this fails. */
  readonly what: string;
}

const tryStart = (
  { host, self }: Context, { unit, about, options, verb }: TransientUnit,
): Promise<RunResult> => host.run([
  "systemd-run", "--quiet", `--unit=${unit}`, `--description=${about}`, ...options, "--",
  ...self, ...verb,
], SYSTEMD_MS);

/** One that failed keeps its name until the next boot: a run of another installation had it. */
const forgetFailed = ({ host }: Context, unit: string): Promise<RunResult> =>
  host.run(["systemctl", "reset-failed", "--", `${unit}.service`], SYSTEMD_MS);

/** Has systemd run a verb of this program. Throws NO_SYSTEMD. */
export const startUnit = async (context: Context, asked: TransientUnit): Promise<void> => {
  const first = await tryStart(context, asked);
  if (first.code === 0) return;
  const isForgotten = (await forgetFailed(context, asked.unit)).code === 0;
  const { code, stderr, timedOut } = isForgotten ? await tryStart(context, asked) : first;
  if (code === 0) return;
  const { what } = asked;
  throw new VexorError("NO_SYSTEMD", `${what}: `
    + (timedOut ? "systemd-run does not answer" : stderr.trim() || "systemd-run failed"));
};

/** Names may be patterns; what is not there has stopped. */
export const stopUnit = async ({ host }: Context, name: string): Promise<void> => {
  await host.run(["systemctl", "stop", "--", name], SYSTEMD_MS);
};
