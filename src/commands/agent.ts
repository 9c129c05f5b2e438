/** The service: wires the loop to this machine, and lasts until it is told to end. */
import { heed } from "../agent/answers.ts";
import { API, readAsk, type Answered } from "../agent/api.ts";
import { Agent } from "../agent/driver.ts";
import type { AgentEdges, Ports } from "../agent/ports.ts";
import { statusOf } from "../agent/status.ts";
import { ERRORS } from "../engine/errors-table.ts";
import { asVexorError, VexorError } from "../engine/errors.ts";
import type { Checked } from "../engine/health.ts";
import { VERSION } from "../version.ts";
import { AGENT_SETTINGS } from "../engine/agent-settings.ts";
import { flag, type Command, type Context } from "./context.ts";
import { keepOffBusyCpus } from "./housekeeping.ts";

const SAMPLE_MS = 30_000;
const RETRY_MS = 5_000;

const sampleFailed = (error: unknown): readonly Checked[] =>
  [{ check: "health", sample: "unknown", says: asVexorError(error).message }];

const portsOf = (context: Context, edges: AgentEdges): Ports => ({
  ...edges,
  host: context.host,
  sample: (declaration) => edges.runApart("sample", declaration, SAMPLE_MS)
    .then((checks) => checks as readonly Checked[], sampleFailed),
  tell: edges.log,
});

const replyFor = (context: Context, agent: Agent, edges: AgentEdges) =>
  async (line: string): Promise<Answered> => {
    try {
      const ask = readAsk(line);
      if (!ask) throw new VexorError("OPERATION_INVALID", `the request is no ${API}`);
      heed(agent, ask, edges.clock.now());
      return { format: API, status: statusOf(agent, context.hostName, VERSION) };
    } catch (error) {
      const { code, message, hint } = asVexorError(error);
      return { format: API, refused: { code, message, hint, retry: ERRORS[code].retry } };
    }
  };

/** systemd restarts a service that has stopped answering: it must hear from the loop itself. */
const keepTelling = (context: Context, edges: AgentEdges, agent: Agent): (() => void) => {
  let cancel = (): void => undefined;
  let heeded: string | null = null;
  const tell = (): void => {
    const { plan } = agent;
    if (plan && plan.id !== heeded) keepOffBusyCpus(context.host, plan.declaration);
    heeded = plan?.id ?? null;
    const { state, why } = agent.machine;
    edges.notify("WATCHDOG=1", `STATUS=${state}${why ? `: ${why}` : ""}`.slice(0, 200));
    if (edges.watchdogMs !== null) cancel = edges.clock.after(edges.watchdogMs / 3, tell);
  };
  tell();
  return () => cancel();
};

/** What the package installs holds comments alone: no source, nothing to do, and no failure. */
const check = ({ host, terminal }: Context): number => {
  const text = host.read(AGENT_SETTINGS);
  if (text !== null && /^[^#\s]/m.test(text)) return 0;
  terminal.note(`vexor-agent is not configured: ${AGENT_SETTINGS} `
    + `${text === null ? "does not exist" : "names no source yet"}. `
    + "man vexor-agent.yaml shows what belongs there; then: systemctl start vexor-agent");
  return 1;
};

/** Whatever is wrong with the settings: systemd need not try again before they were touched. */
const edgesOf = async (context: Context): Promise<AgentEdges> => {
  try {
    return await context.agentEdges();
  } catch (error) {
    const isUnreadable = error instanceof VexorError
      && (error.code === "YAML_SYNTAX" || error.code === "HOST_FILE_LIMIT");
    if (!isUnreadable) throw error;
    const { message, hint, place } = error;
    throw new VexorError("AGENT_SETTINGS", message, { hint, ...(place ? { place } : {}) });
  }
};

export const run: Command = async (context, call) => {
  if (flag(call, "check")) return check(context);
  keepOffBusyCpus(context.host, null);
  const edges = await edgesOf(context);
  const { source, approval } = edges.settings;
  const agent = new Agent(portsOf(context, edges), { needsApproval: approval === "required",
    pace: { pollMs: source.poll * 1000, retryMs: RETRY_MS } });
  const hush = await edges.serve(replyFor(context, agent, edges));
  const unwatch = edges.source.watch(() => agent.dispatch({ type: "sync" }));
  edges.onHangup(() => agent.dispatch({ type: "sync" }));
  edges.notify("READY=1");
  const silence = keepTelling(context, edges, agent);
  await edges.ended;
  edges.notify("STOPPING=1");
  for (const end of [silence, unwatch, hush]) end();
  agent.stop();
  return 0;
};
