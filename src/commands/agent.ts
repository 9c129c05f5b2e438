/** The service: wires the loop to this machine, and lasts until it is told to end. */
import { answer } from "../agent/answers.ts";
import { API, readAsk, type Answered } from "../agent/api.ts";
import { Agent } from "../agent/driver.ts";
import type { AgentEdges, News, Pages, Ports } from "../agent/ports.ts";
import { statusOf } from "../agent/status.ts";
import { counted, createTally, type Tally } from "../agent/tally.ts";
import type { Standing } from "../agent/messages.ts";
import { createMessenger, type Messenger } from "../agent/webhooks.ts";
import { ERRORS } from "../engine/errors-table.ts";
import { asVexorError } from "../engine/errors.ts";
import type { Checked } from "../engine/health.ts";
import { recentRuns } from "../engine/tried.ts";
import { renderMetrics } from "../render/metrics.ts";
import { VERSION } from "../version.ts";
import { watchFor } from "./agent-follow.ts";
import { checkSettings, edgesOf } from "./agent-start.ts";
import { flag, type Command, type Context } from "./context.ts";
import { keepOffBusyCpus } from "./housekeeping.ts";

const SAMPLE_MS = 30_000;
const RETRY_MS = 5_000;
const EXPOSITION = "text/plain; version=0.0.4; charset=utf-8";
/** Debian's, and whatever else follows it. */
const REBOOT = "/run/reboot-required";

const sampleFailed = (error: unknown): readonly Checked[] =>
  [{ check: "health", sample: "unknown", says: asVexorError(error).message }];

const portsOf = (
  context: Context, edges: AgentEdges, tell: Ports["tell"], rested: () => void,
): Ports => ({
  ...edges,
  host: context.host,
  sample: (declaration) => edges.runApart("sample", declaration, SAMPLE_MS)
    .then((checks) => checks as readonly Checked[], sampleFailed),
  tell, rested,
});

type Answer = (line: string) => Answered;

const replyWith = (answerTo: Answer) => async (line: string): Promise<Answered> => {
  try {
    return answerTo(line);
  } catch (error) {
    const { code, message, hint } = asVexorError(error);
    return { format: API, refused: { code, message, hint, retry: ERRORS[code].retry } };
  }
};

const standingOf = (agent: Agent | null, host: string): Standing => ({
  host, version: VERSION, state: agent?.machine.state ?? null,
  commit: agent?.known.candidate?.id ?? agent?.known.good?.id ?? null,
  plan: agent?.known.plan?.id ?? null, run: agent?.machine.run ?? null,
});

const pagesOf = (context: Context, agent: Agent, tally: Tally, edges: AgentEdges): Pages => ({
  metrics: () => ({ ok: true, type: EXPOSITION, text: renderMetrics({
    status: statusOf(agent, context.hostName, VERSION), plan: agent.known.plan, tally,
    usage: edges.usage(), isRebootNeeded: context.host.stat(REBOOT) !== null }) }),
  health: () => ({ ok: agent.machine.state !== "halted", type: "text/plain; charset=utf-8",
    text: `${agent.machine.state}\n` }),
});

/** Numbers are worth less than the service: without them it goes on. */
const servePages = async (
  edges: AgentEdges, pages: Pages, tell: Ports["tell"],
): Promise<() => void> => {
  try {
    return await edges.servePages(pages);
  } catch (error) {
    tell({ at: edges.clock.now(), level: "alarm", what: "metrics",
      why: asVexorError(error).message });
    return () => undefined;
  }
};

/** Code that is used now and then stays mapped, a little more each time. */
const SLIM_MS = 10 * 60_000;

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

const messengerFor = (edges: AgentEdges, tally: Tally, standing: () => Standing): Messenger =>
  createMessenger(edges.hooks, { clock: edges.clock, post: edges.post, freshId: edges.freshId,
    count: (outcome) => void (tally.deliveries[outcome] += 1),
    complain: (why) => {
      tally.events.webhook += 1;
      edges.log({ at: edges.clock.now(), level: "alarm", what: "webhook", why }, standing());
    } });

/** Tells log and webhooks, each with how the agent is at that moment. */
const tellerFor = (
  edges: AgentEdges, tally: Tally, standing: () => Standing,
): { readonly tell: Ports["tell"]; readonly end: () => void } => {
  const messenger = messengerFor(edges, tally, standing);
  return {
    end: messenger.end,
    tell: (news) => {
      edges.log(news, standing());
      messenger.tell(news, standing());
    },
  };
};

export const run: Command = async (context, call) => {
  if (flag(call, "check")) return checkSettings(context);
  keepOffBusyCpus(context.host, null);
  const edges = await edgesOf(context);
  const { source, approval } = edges.settings;
  const { host, hostName } = context;
  const tally = createTally(edges.clock.now(), [...recentRuns(host, 1)][0] ?? null,
    context.resources.map(({ kind }) => kind));
  let agent: Agent | null = null;
  const { tell, end } = tellerFor(edges, tally, () => standingOf(agent, hostName));
  const say = (news: Pick<News, "level" | "what" | "why">): void =>
    ports.tell({ at: edges.clock.now(), ...news });
  const watching = watchFor(context, () => running, say);
  const ports = counted(portsOf(context, edges, tell, watching.rested), tally);
  // Nobody else answers there: only from here on is it the one agent of this machine.
  const hush = await edges.serve(replyWith((line) => answer({ agent: running, tally, host,
    hostName, version: VERSION }, readAsk(line), edges.clock.now())));
  say({ level: "info", what: "started", why: `version ${VERSION}` });
  const running = agent = new Agent(ports, { needsApproval: approval === "required",
    pace: { pollMs: source.poll * 1000, retryMs: RETRY_MS } });
  const unserve = await servePages(edges, pagesOf(context, running, tally, edges), ports.tell);
  const unwatch = edges.source.watch(() => running.dispatch({ type: "sync" }));
  edges.onHangup(() => running.dispatch({ type: "sync" }));
  edges.notify("READY=1");
  const silence = keepTelling(context, edges, running);
  await edges.ended;
  edges.notify("STOPPING=1");
  for (const stop of [silence, unwatch, hush, unserve, end, watching.end]) stop();
  running.stop();
  say({ level: "info", what: "stopped", why: "it was told to end" });
  edges.leave();
  return 0;
};
