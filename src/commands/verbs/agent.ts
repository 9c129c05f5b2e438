/** The service: wires the loop to this machine, and lasts until it is asked to end. */
import { answer } from "../../agent/api-handlers.ts";
import { API, readRequest, type ApiResponse, type FailoverLine } from "../../agent/api.ts";
import { Agent, type Settings } from "../../agent/agent.ts";
import { FactsPublisher } from "../../agent/facts-publisher.ts";
import type { AgentEdges, AgentEvent, Pages, Ports } from "../../agent/ports.ts";
import { operationRefusal } from "../../agent/operation.ts";
import { statusOf } from "../../agent/status.ts";
import { instrumentPorts, createCounters, type AgentCounters } from "../../agent/counters.ts";
import type { EventContext } from "../../agent/webhook-types.ts";
import { AGENT_SETTINGS } from "../../engine/settings/agent-files.ts";
import type { AgentSettings } from "../../engine/settings/agent-settings.ts";
import { asVexorError, formatPlaced, VexorError } from "../../engine/model/errors.ts";
import { recentRuns } from "../../engine/run/revision-history.ts";
import { failoverLine } from "../../render/failover.ts";
import { renderMetrics } from "../../render/metrics.ts";
import { VERSION } from "../../version.ts";
import { watchFor, type DriftWatch } from "../agent/drift-watch.ts";
import { keeperSight, KeeperFollower } from "../agent/keeper-follower.ts";
import { sampleBy } from "../agent/health-sample.ts";
import { MetricsAndWebhooks } from "../agent/metrics-and-webhooks.ts";
import {
  askConfigured, checkSettings, edgesOf, reload, type CheckedEdges,
} from "../agent/settings-check.ts";
import { flag, type Invocation, type Command, type Context } from "../shared/context.ts";
import { keepOffBusyCpus } from "../agent/housekeeping.ts";

const RETRY_MS = 5_000;
const EXPOSITION = "text/plain; version=0.0.4; charset=utf-8";
/** Debian's, and whatever else follows it. */
const REBOOT = "/run/reboot-required";

type AnswerLine = (line: string) => Promise<ApiResponse>;

const replyWith = (answerTo: AnswerLine): AnswerLine => async (line) => {
  try {
    return await answerTo(line);
  } catch (error) {
    return { format: API, refused: operationRefusal(error) };
  }
};

const standingOf = (agent: Agent | null, host: string): EventContext => ({
  host, version: VERSION, state: agent?.machine.state ?? null,
  commit: agent?.known.candidate?.id ?? agent?.known.lastGood?.id ?? null,
  plan: agent?.known.plan?.id ?? null, run: agent?.machine.run ?? null,
});

const failoverNow = (host: Context["host"]): FailoverLine | null => {
  const sight = keeperSight(host);
  return sight && failoverLine(sight);
};

const pagesOf = (
  context: Context, running: () => Agent, counters: AgentCounters, edges: AgentEdges,
): Pages => ({
  metrics: () => ({ ok: true, type: EXPOSITION, text: renderMetrics({
    status: statusOf(running(), { ...context, version: VERSION, now: edges.clock.now(),
      undelivered: [], failover: null }), plan: running().known.plan, counters,
    keeper: keeperSight(context.host),
    usage: edges.usage(), isRebootNeeded: context.host.stat(REBOOT) !== null }) }),
  health: () => ({ ok: running().machine.state !== "halted", type: "text/plain; charset=utf-8",
    text: `${running().machine.state}\n` }),
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
      edges.releaseMemory();
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
const sequentially = (act: () => Promise<void>): (() => Promise<void>) => {
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

type Mode = (context: Context, call: Invocation) => Promise<number> | number;

const MODES: Readonly<Record<string, Mode>> = {
  configured: askConfigured,
  check: (context, call) => checkSettings(context, flag(call, "json")),
  reload,
};

/** The agent's ports: what it acts by, and where its events come from. */
interface AgentWiring {
  readonly counters: AgentCounters;
  readonly outward: MetricsAndWebhooks;
  readonly watching: DriftWatch;
  readonly keeper: KeeperFollower;
  readonly ports: Ports;
  readonly say: (news: Pick<AgentEvent, "level" | "what" | "why">) => void;
}

/** The agent comes last, for it begins to work at once: nothing here asks for it before that. */
const wire = (
  context: Context, { edges, configured }: CheckedEdges, agent: () => Agent | null,
    running: () => Agent,
): AgentWiring => {
  const counters = createCounters(edges.clock.now(), [...recentRuns(context.host, 1)][0] ?? null,
    context.resources.map(({ kind }) => kind));
  const outward = new MetricsAndWebhooks(edges, configured, counters,
    () => standingOf(agent(), context.hostName));
  const { source, tell } = outward;
  const counting = instrumentPorts(
    { ...edges, source, host: context.host, sample: sampleBy(edges), tell },
    counters);
  const say: AgentWiring["say"] = (news) => counting.tell({ at: edges.clock.now(), ...news });
  const watching = watchFor(context, running, say);
  const keeper = new KeeperFollower(context.host, edges.clock,
    ({ level, what, why }) => running().noted(level, { what, why }));
  const publisher = new FactsPublisher({ ...counting, receiver: () => outward.receiver });
  const rested = (): void => {
    watching.rested();
    keeper.rested();
    const { lastGood, plan } = running().known;
    if (lastGood && plan) void publisher.rested(`${lastGood.id} ${plan.id}`, lastGood.proof);
  };
  return { counters, outward, watching, keeper, say, ports: { ...counting, rested } };
};

/** Reads the settings again, and goes on by them. Throws what is wrong with them. */
const rereadBy = (
  edges: AgentEdges, { outward, ports, say }: AgentWiring, running: () => Agent, pages: Pages,
): (() => Promise<void>) => sequentially(async () => {
  const look = (): void => running().dispatch({ type: "sync" });
  try {
    const fresh = edges.configure();
    await outward.become(fresh, pages, look, ports.tell);
    running().reconfigure(paceOf(fresh.settings));
    say({ level: "info", what: "reloaded", why: AGENT_SETTINGS });
  } catch (error) {
    say({ level: "alarm", what: "settings", why: `${formatPlaced(asVexorError(error))}; the `
      + "settings from before stay in force" });
    throw error;
  } finally {
    look();
  }
});

/** Lasts until the agent is asked to end. */
const serve = async (context: Context, begun: CheckedEdges): Promise<void> => {
  const { edges, configured } = begun;
  let agent: Agent | null = null;
  const running = (): Agent => {
    if (agent === null) throw new VexorError("INTERNAL", "the agent has not started yet");
    return agent;
  };
  const wired = wire(context, begun, () => agent, running);
  const { outward, ports, say, counters } = wired;
  const pages = pagesOf(context, running, counters, edges);
  const reread = rereadBy(edges, wired, running, pages);
  const started = Promise.withResolvers<Agent>();
  // No other process listens there: from here on this is the only agent of the machine.
  const stopServing = await edges.serve(replyWith(async (line) => {
    const ask = readRequest(line);
    const asked = await started.promise;
    if (ask.call === "reload") await reread();
    return answer({ agent: asked, host: context.host, hostName: context.hostName,
      version: VERSION, counters, undelivered: () => outward.undelivered,
      failover: () => failoverNow(context.host) }, ask, edges.clock.now());
  }));
  say({ level: "info", what: "started", why: `version ${VERSION}` });
  agent = new Agent(ports, paceOf(configured.settings));
  started.resolve(agent);
  await outward.open(pages, () => running().dispatch({ type: "sync" }), ports.tell);
  edges.onHangup(() => void reread().catch(() => undefined));
  edges.notify("READY=1");
  const silence = keepTelling(context, edges, agent);
  await edges.ended;
  edges.notify("STOPPING=1");
  for (const stop of [silence, stopServing, () => outward.end(),
    () => wired.watching.end(), () => wired.keeper.end()]) stop();
  agent.stop();
  say({ level: "info", what: "stopped", why: "it was asked to end" });
  edges.leave();
};

export const run: Command = async (context, call) => {
  const mode = Object.keys(MODES).find((name) => flag(call, name));
  if (mode !== undefined) return MODES[mode]?.(context, call) ?? 0;
  keepOffBusyCpus(context.host, null);
  await serve(context, await edgesOf(context));
  return 0;
};
