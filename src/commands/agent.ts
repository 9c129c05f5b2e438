/** The service: wires the loop to this machine, and lasts until it is told to end. */
import { heed } from "../agent/answers.ts";
import { API, readAsk, type Answered } from "../agent/api.ts";
import { Agent } from "../agent/driver.ts";
import type { AgentEdges, Ports } from "../agent/ports.ts";
import { statusOf } from "../agent/status.ts";
import { ERRORS } from "../engine/errors-table.ts";
import { asVexorError, VexorError } from "../engine/errors.ts";
import type { Move } from "../engine/drift/moves.ts";
import { createTracker } from "../engine/drift/tracker.ts";
import type { Checked } from "../engine/health.ts";
import type { PlanRequest } from "../engine/plan.ts";
import { renderMove } from "../render/drift.ts";
import { styleFor } from "../render/style.ts";
import { VERSION } from "../version.ts";
import type { Command, Context } from "./context.ts";
import { follow } from "./following.ts";
import { bareRequest } from "./planning.ts";

const SAMPLE_MS = 30_000;
const RETRY_MS = 5_000;

const sampleFailed = (error: unknown): readonly Checked[] =>
  [{ check: "health", sample: "unknown", says: asVexorError(error).message }];

const portsOf = (context: Context, edges: AgentEdges, rested: () => void): Ports => ({
  ...edges,
  host: context.host,
  sample: (declaration) => edges.runApart("sample", declaration, SAMPLE_MS)
    .then((checks) => checks as readonly Checked[], sampleFailed),
  tell: edges.log,
  rested,
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
const keepTelling = (edges: AgentEdges, agent: Agent): (() => void) => {
  let cancel = (): void => undefined;
  const tell = (): void => {
    const { state, why } = agent.machine;
    edges.notify("WATCHDOG=1", `STATUS=${state}${why ? `: ${why}` : ""}`.slice(0, 200));
    if (edges.watchdogMs !== null) cancel = edges.clock.after(edges.watchdogMs / 3, tell);
  };
  tell();
  return () => cancel();
};

const PLAIN = styleFor(false);
const say = (move: Move): string => renderMove(move, PLAIN).trim().replace(/\s*\n\s*/g, "; ");

interface Watching {
  /** Looks at everything again; begins with the first call. */
  rested(): void;
}

/** The watch begins when there is something to watch, and follows what is declared. */
const watchFor = (context: Context, edges: AgentEdges, agent: () => Agent): Watching => {
  let isBegun = false;
  let again = (): void => undefined;
  const requestNow = (): PlanRequest => {
    const bare = bareRequest(context);
    return { ...bare, declaration: agent().plan?.declaration ?? bare.declaration };
  };
  const begin = (): void => {
    isBegun = true;
    follow(context, createTracker(requestNow), {
      moved: (moves) => agent().moved(moves, say),
      ready: ({ means }, look) => {
        again = look;
        const { kernelFiles, because } = means;
        edges.log({ at: edges.clock.now(), level: "info", what: "watching",
          why: `${kernelFiles}${because === null ? "" : `: ${because}`}` });
      },
    }).catch((error: unknown) => {
      isBegun = false; // the next rest tries again; until then the backstop plan sees drift
      edges.log({ at: edges.clock.now(), level: "alarm", what: "unwatched",
        why: asVexorError(error).message });
    });
  };
  return { rested: () => (isBegun || context.host.isTree ? again() : begin()) };
};

export const run: Command = async (context) => {
  const edges = await context.agentEdges();
  const { source, approval } = edges.settings;
  const watching = watchFor(context, edges, () => agent);
  const agent: Agent = new Agent(portsOf(context, edges, watching.rested), {
    needsApproval: approval === "required",
    pace: { pollMs: source.poll * 1000, retryMs: RETRY_MS } });
  const hush = await edges.serve(replyFor(context, agent, edges));
  const unwatch = edges.source.watch(() => agent.dispatch({ type: "sync" }));
  edges.onHangup(() => agent.dispatch({ type: "sync" }));
  edges.notify("READY=1");
  const silence = keepTelling(edges, agent);
  await edges.ended;
  edges.notify("STOPPING=1");
  for (const end of [silence, unwatch, hush]) end();
  agent.stop();
  return 0;
};
