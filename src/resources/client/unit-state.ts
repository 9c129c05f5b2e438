/** A unit as systemd has it now, and what it is asked to do with it. */
import { unitProcesses } from "../../detectors/systemd/unit-processes.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Host } from "../../ports/host.ts";

/** Of a client's service, as a value. */
export const RUNNING = "running";
export const STOPPED = "stopped";

export const QUICK_MS = 10_000;

export interface UnitState {
  readonly active: string;
  readonly sub: string;
  readonly result: string;
  readonly restarts: number;
  /** systemd has not read its files again since they changed. */
  readonly isOutdated: boolean;
}

export const systemctl = async (host: Host, ...args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr, timedOut } = await host.run(["systemctl", ...args], QUICK_MS);
  if (code === 0) return stdout;
  throw new VexorError("CLIENT_SERVICE", `systemctl ${args.join(" ")} failed: `
    + (timedOut ? "no answer in time" : stderr.trim().split("\n")[0] ?? `exit ${code}`));
};

export const stateOf = async (host: Host, unit: string): Promise<UnitState> => {
  const text = await systemctl(host, "show", "-p",
    "ActiveState,SubState,Result,NRestarts,NeedDaemonReload", unit);
  const value = (key: string): string => new RegExp(`^${key}=(.*)$`, "m").exec(text)?.[1] ?? "";
  return { active: value("ActiveState"), sub: value("SubState"), result: value("Result"),
    restarts: Number(value("NRestarts")), isOutdated: value("NeedDaemonReload") === "yes" };
};

export const isDown = async (host: Host, unit: string): Promise<boolean> => {
  if (unitProcesses(host, unit).length > 0) return false;
  return ["inactive", "failed"].includes((await stateOf(host, unit)).active);
};
