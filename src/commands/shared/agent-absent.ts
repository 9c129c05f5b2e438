/** Why no agent answers, and what is missing: its settings, its unit, its process, or the right. */
import type { AgentAbsent, ServiceStatus } from "../../agent/api.ts";
import { condition, type Condition } from "../../agent/condition.ts";
import { AGENT_SETTINGS } from "../../engine/settings/agent-files.ts";
import { asVexorError, formatPlaced, VexorError } from "../../engine/model/errors.ts";
import { VERSION } from "../../version.ts";
import { isConfigured, formatUnconfigured } from "./configured.ts";
import type { BaseContext } from "./context.ts";

const UNIT = "vexor-agent.service";
const SYSTEMD_MS = 5_000;
const LONGEST_LINE = 300;

const PROPERTIES = ["LoadState", "ActiveState", "SubState", "Result", "ExecMainStatus",
  "StateChangeTimestampMonotonic"] as const;

/** systemd counts from the boot, whatever the clock has been set to since. */
const sinceBoot = ({ host }: BaseContext, microseconds: number): string | null => {
  const uptime = Number((host.read("/proc/uptime") ?? "").split(" ")[0]);
  if (!(microseconds > 0) || !(uptime > 0)) return null;
  const ago = uptime * 1000 - microseconds / 1000;
  return new Date(host.now().getTime() - ago).toISOString();
};

/** The agent's own lines are JSON; what the program says before is text. */
const messageIn = (line: string): string => {
  try {
    const { message } = JSON.parse(line) as { readonly message?: unknown };
    return typeof message === "string" ? message : line;
  } catch {
    return line;
  }
};

const lastLine = async ({ host }: BaseContext): Promise<string | null> => {
  const { code, stdout } = await host.run(["journalctl", `_SYSTEMD_UNIT=${UNIT}`, "--lines=1",
    "--output=cat", "--quiet", "--no-pager"], SYSTEMD_MS);
  const line = stdout.trim().split("\n").at(-1) ?? "";
  return code === 0 && line !== "" ? messageIn(line).slice(0, LONGEST_LINE) : null;
};

/** Null where systemd does not answer. */
const askSystemd = async (context: BaseContext): Promise<ServiceStatus | null> => {
  if (context.host.isTree) return null;
  const { code, stdout } = await context.host.run(
    ["systemctl", "show", UNIT, `--property=${PROPERTIES.join(",")}`], SYSTEMD_MS);
  if (code !== 0) return null;
  const told = new Map(stdout.split("\n").map((line) =>
    [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
  const of = (name: (typeof PROPERTIES)[number]): string => told.get(name) ?? "";
  return { load: of("LoadState"), active: of("ActiveState"), sub: of("SubState"),
    result: of("Result"), exitStatus: Number(of("ExecMainStatus")) || null,
    since: sinceBoot(context, Number(of("StateChangeTimestampMonotonic"))),
    said: await lastLine(context) };
};

const START = "sudo systemctl start vexor-agent";
const READ_ON = "what it said: journalctl -u vexor-agent -e";

const RESULTS: Readonly<Record<string, string>> = {
  "oom-kill": "it was killed because memory ran out",
  watchdog: "systemd killed it because it had stopped answering",
  timeout: "it did not start or end in time",
  "start-limit-hit": "it failed so often that systemd has given up",
  "exec-condition": "it had no settings when it was started last",
};

const whyDown = ({ load, active, sub, result, exitStatus, said }: ServiceStatus): string => {
  if (load === "not-found") return `${UNIT} is not installed`;
  if (sub === "auto-restart") return `it fails, and systemd starts it again: ${said ?? result}`;
  if (active === "activating") return "it is starting";
  if (active === "active") return "its process runs, but does not answer";
  if (active === "deactivating") return "it is ending";
  if (result === "success") return "it was stopped";
  const how = RESULTS[result] ?? `it ended with ${result}`;
  const status = exitStatus === null || RESULTS[result] !== undefined ? "" : ` ${exitStatus}`;
  return `${how}${status}${said === null ? "" : `; its last line: ${said}`}`;
};

const todoFor = ({ load, active, result }: ServiceStatus): readonly string[] => {
  if (load === "not-found") return ["sudo dist/vexor install, or install the package"];
  if (active !== "inactive" && active !== "failed") return [READ_ON];
  return result === "success" || result === "exec-condition" ? [START]
    : [READ_ON, `then: sudo systemctl reset-failed vexor-agent && ${START}`];
};

/** Null when there is nothing wrong with them. */
const wrongSettings = async (context: BaseContext): Promise<VexorError | null> => {
  try {
    await context.loadAgentSettings();
    return null;
  } catch (error) {
    return asVexorError(error);
  }
};

const unconfigured = (context: BaseContext): Condition => condition("not-configured",
  formatUnconfigured(context), ["have it written, step by step: sudo vexor enrol URL",
    `or by hand: man vexor-agent.yaml (docs/agent.md), sudoedit ${AGENT_SETTINGS}`,
    `then: ${START}`]);

const notRunning = async (
  context: BaseContext, service: ServiceStatus | null,
): Promise<Condition> => {
  const since = service?.since ?? null;
  const wrong = await wrongSettings(context);
  if (wrong !== null && service?.active !== "active") {
    return condition("not-running", `its settings cannot be used: ${formatPlaced(wrong)}`,
      [wrong.hint, `then: ${START}`], { since, place: wrong.place });
  }
  if (service === null) return condition("not-running", "no agent answers here");
  return condition("not-running", whyDown(service), todoFor(service), { since });
};

/** `silent`: what came of asking. Throws it where the asker may not ask. */
export const absentOf = async (context: BaseContext, silent: VexorError): Promise<AgentAbsent> => {
  if (silent.errno === "EACCES" || silent.errno === "EPERM") {
    throw new VexorError("AGENT_SILENT", "only root and members of the group vexor-agent may ask "
      + "the agent", { hint: "Run it with sudo." });
  }
  const configured = isConfigured(context);
  const service = await askSystemd(context);
  const why = configured || service?.active === "active" ? await notRunning(context, service)
    : unconfigured(context);
  return { format: "vexor.status/3", version: VERSION, host: context.hostName, condition: why,
    also: [], state: null, service };
};
