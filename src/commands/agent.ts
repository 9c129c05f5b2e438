/** The service: wires the loop to this machine, and lasts until it is told to end. */
import { answer } from "../agent/answers.ts";
import { API, readAsk, type Answered } from "../agent/api.ts";
import { Agent, type Settings } from "../agent/driver.ts";
import type { AgentEdges, News, Pages, Ports } from "../agent/ports.ts";
import { refusalOf } from "../agent/operation.ts";
import { statusOf } from "../agent/status.ts";
import { counted, createTally, type Tally } from "../agent/tally.ts";
import type { Standing } from "../agent/messages.ts";
import { AGENT_SETTINGS, type AgentSettings } from "../engine/agent-settings.ts";
import { asVexorError, sayPlaced } from "../engine/errors.ts";
import { recentRuns } from "../engine/tried.ts";
import { renderMetrics } from "../render/metrics.ts";
import { VERSION } from "../version.ts";
import { watchFor } from "./agent-follow.ts";
import { sampleBy } from "./agent-sample.ts";
import { Outward } from "./agent-outward.ts";
import { askConfigured, checkSettings, edgesOf, reload } from "./agent-start.ts";
import { flag, type Call, type Command, type Context } from "./context.ts";
import { keepOffBusyCpus } from "./housekeeping.ts";

const RETRY_MS = 5_000;
const EXPOSITION = "text/plain; version=0.0.4; charset=utf-8";
/** Debian's, and whatever else follows it. */
const REBOOT = "/run/reboot-required";

const portsOf = (
  context: Context, edges: AgentEdges, { source, tell }: Outward, rested: () => void,
): Ports => ({
  ...edges,
  source,
  host: context.host,
  sample: sampleBy(edges),
  tell, rested,
});

type Answer = (line: string) => Promise<Answered>;

const replyWith = (answerTo: Answer): Answer => async (line) => {
  try {
    return await answerTo(line);
  } catch (error) {
    return { format: API, refused: refusalOf(error) };
  }
};

const standingOf = (agent: Agent | null, host: string): Standing => ({
  host, version: VERSION, state: agent?.machine.state ?? null,
  commit: agent?.known.candidate?.id ?? agent?.known.good?.id ?? null,
  plan: agent?.known.plan?.id ?? null, run: agent?.machine.run ?? null,
});

const pagesOf = (context: Context, agent: Agent, tally: Tally, edges: AgentEdges): Pages => ({
  metrics: () => ({ ok: true, type: EXPOSITION, text: renderMetrics({
    status: statusOf(agent, { ...context, version: VERSION, now: edges.clock.now(),
      undelivered: [] }), plan: agent.known.plan, tally,
    usage: edges.usage(), isRebootNeeded: context.host.stat(REBOOT) !== null }) }),
  health: () => ({ ok: agent.machine.state !== "halted", type: "text/plain; charset=utf-8",
    text: `${agent.machine.state}\n` }),
});

/** Code that is used now and then stays mapped, a little more each time. */
const SLIM_MS = 60_000;

/** systemd restarts a service that has stopped answering: it must hear from the loop itself. */
const keepTelling = (context: Context, edges: AgentEdges, agent: Agent): (() => void) => {
  let cancel = (): void => undefined;
  let heeded: string | null = null;
  let slimmed = edges.clock.steady();
  const tell = (): void => {
    const { plan } = agent.known;
    const isNew = plan !== null && plan.id !== heeded;
    if (isNew) keepOffBusyCpus(context.host, plan.declaration);
    if (isNew || edges.clock.steady() - slimmed > SLIM_MS) {
      edges.slim();
      slimmed = edges.clock.steady();
    }
    heeded = plan?.id ?? null;
    const { state, why } = agent.machine;
    edges.notify("WATCHDOG=1", `STATUS=${state}${why ? `: ${why}` : ""}`.slice(0, 200));
    if (edges.watchdogMs !== null) cancel = edges.clock.after(edges.watchdogMs / 3, tell);
  };
  tell();
  return () => cancel();
};

/** One at a time: each begins with what the last has left. */
const inTurn = (act: () => Promise<void>): (() => Promise<void>) => {
  let last = Promise.resolve();
  return () => {
    const mine = last.then(act);
    last = mine.catch(() => undefined);
    return mine;
  };
};

const paceOf = ({ source, approval }: AgentSettings): Settings =>
  ({ needsApproval: approval === "required",
    pace: { pollMs: source.poll * 1000, retryMs: RETRY_MS } });

type Mode = (context: Context, call: Call) => Promise<number> | number;

const MODES: Readonly<Record<string, Mode>> = {
  configured: askConfigured,
  check: (context, call) => checkSettings(context, flag(call, "json")),
  reload,
};

export const run: Command = async (context, call) => {
  const mode = Object.keys(MODES).find((name) => flag(call, name));
  if (mode !== undefined) return MODES[mode]?.(context, call) ?? 0;
  keepOffBusyCpus(context.host, null);
  const { edges, configured } = await edgesOf(context);
  const { host, hostName } = context;
  const tally = createTally(edges.clock.now(), [...recentRuns(host, 1)][0] ?? null,
    context.resources.map(({ kind }) => kind));
  let agent: Agent | null = null;
  const outward = new Outward(edges, configured, tally, () => standingOf(agent, hostName));
  const say = (news: Pick<News, "level" | "what" | "why">): void =>
    ports.tell({ at: edges.clock.now(), ...news });
  const watching = watchFor(context, () => running, say);
  const ports = counted(portsOf(context, edges, outward, watching.rested), tally);
  const surroundings = { host, hostName, version: VERSION, tally,
    undelivered: () => outward.undelivered };
  const look = (): void => running.dispatch({ type: "sync" });
  const reread = inTurn(async () => {
    try {
      const fresh = edges.configure();
      await outward.become(fresh, pages, look, ports.tell);
      running.reconfigure(paceOf(fresh.settings));
      say({ level: "info", what: "reloaded", why: AGENT_SETTINGS });
    } catch (error) {
      say({ level: "alarm", what: "settings", why: `${sayPlaced(asVexorError(error))}; the `
        + "settings from before stay in force" });
      throw error;
    } finally {
      look();
    }
  });
  // Nobody else answers there: only from here on is it the one agent of this machine.
  const hush = await edges.serve(replyWith(async (line) => {
    const ask = readAsk(line);
    if (ask.call === "reload") await reread();
    return answer({ ...surroundings, agent: running }, ask, edges.clock.now());
  }));
  say({ level: "info", what: "started", why: `version ${VERSION}` });
  const running = agent = new Agent(ports, paceOf(configured.settings));
  const pages = pagesOf(context, running, tally, edges);
  await outward.open(pages, look, ports.tell);
  edges.onHangup(() => void reread().catch(() => undefined));
  edges.notify("READY=1");
  const silence = keepTelling(context, edges, running);
  await edges.ended;
  edges.notify("STOPPING=1");
  for (const stop of [silence, hush, () => outward.end(), watching.end]) stop();
  running.stop();
  say({ level: "info", what: "stopped", why: "it was told to end" });
  edges.leave();
  return 0;
};
