/** Units that systemd makes for work that must outlive this process. They die with the boot. */
import { VexorError } from "../../engine/model/errors.ts";
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

/** Has systemd run a verb of this program. Throws NO_SYSTEMD. */
export const startUnit = async (
  { host, self }: Context, { unit, about, options, verb, what }: TransientUnit,
): Promise<void> => {
  const { code, stderr, timedOut } = await host.run([
    "systemd-run", "--quiet", `--unit=${unit}`, `--description=${about}`, ...options, "--",
    ...self, ...verb,
  ], SYSTEMD_MS);
  if (code === 0) return;
  throw new VexorError("NO_SYSTEMD", `${what}: `
    + (timedOut ? "systemd-run does not answer" : stderr.trim() || "systemd-run failed"));
};

/** Names may be patterns; what is not there has stopped. */
export const stopUnit = async ({ host }: Context, name: string): Promise<void> => {
  await host.run(["systemctl", "stop", "--", name], SYSTEMD_MS);
};
