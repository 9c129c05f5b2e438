/** `vexor drift --watch`: each drift as it happens, until somebody ends it. */
import type { Move } from "../engine/drift/moves.ts";
import { createTracker, type Tracker } from "../engine/drift/tracker.ts";
import { findDrift } from "../engine/drift.ts";
import { VexorError } from "../engine/errors.ts";
import type { PlanRequest } from "../engine/plan.ts";
import type { Notice, Watch } from "../engine/watch.ts";
import { renderMeans, renderMove } from "../render/drift.ts";
import { flag, text, type Call, type Context } from "./context.ts";
import { bareRequest, loadDeclared } from "./planning.ts";

/** Notices that come together are looked at together: a look reads every setting of a kind. */
const GATHER_MS = 3;
const BETWEEN_LOOKS_MS = 50;
const LOOK_AT_ALL_MS = 120_000;

const requester = async (context: Context, call: Call): Promise<() => PlanRequest> => {
  if (text(call, "file") === null) return () => bareRequest(context);
  const { declaration } = await loadDeclared(context, call);
  return () => ({ ...bareRequest(context), declaration });
};

const timed = (at: number): string => new Date(at).toISOString();

const printer = ({ terminal }: Context, json: boolean) => (move: Move): void => {
  terminal.print(json
    ? `${JSON.stringify({ format: "vexor.drift-event/1", ...move, at: timed(move.at) })}\n`
    : renderMove(move, terminal.style));
};

const announce = (
  { terminal }: Context, json: boolean, { means }: Watch, tracker: Tracker, request: PlanRequest,
): void => {
  const settings = tracker.settings.length;
  terminal.note(renderMeans(means, settings));
  if (!json) return;
  const drift = findDrift(request);
  terminal.print(`${JSON.stringify({ format: "vexor.drift-watch/1", settings, means, drift })}\n`);
};

const EVERYTHING = (at: number): Notice =>
  ({ path: null, at, how: "poll", writer: null, ours: false });

/** Resolves only when the host fails. */
const follow = async (
  context: Context, tracker: Tracker, print: (move: Move) => void, ready: (watch: Watch) => void,
): Promise<never> => {
  let waiting: Notice[] = [];
  let wake: () => void = () => undefined;
  const noticed = (notice: Notice): void => {
    waiting.push(notice);
    wake();
  };
  const watch = await context.watchHost(tracker.targets(), noticed);
  let targets = JSON.stringify(tracker.targets());
  setInterval(() => noticed(EVERYTHING(Date.now())), LOOK_AT_ALL_MS);
  ready(watch);
  for (;;) {
    if (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    await context.host.sleep(GATHER_MS);
    const notices = waiting;
    waiting = [];
    tracker.look(notices).forEach(print);
    const next = JSON.stringify(tracker.targets());
    if (next !== targets) {
      targets = next;
      await watch.retarget(tracker.targets());
      noticed(EVERYTHING(notices.at(-1)?.at ?? Date.now()));
    }
    await context.host.sleep(BETWEEN_LOOKS_MS);
  }
};

export const watchDrift = async (context: Context, call: Call): Promise<number> => {
  if (context.host.isTree) {
    throw new VexorError("USAGE", "--watch is for the running machine, not for --root");
  }
  const json = flag(call, "json");
  const requestNow = await requester(context, call);
  const tracker = createTracker(requestNow);
  return follow(context, tracker, printer(context, json),
    (watch) => announce(context, json, watch, tracker, requestNow()));
};
