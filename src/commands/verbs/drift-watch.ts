/** `vexor drift --watch`: each drift as it happens, until a signal ends it. */
import type { DriftEvent } from "../../engine/drift/drift-events.ts";
import { createTracker, type Tracker } from "../../engine/drift/tracker.ts";
import { findDrift } from "../../engine/drift/drift.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { PlanRequest } from "../../engine/plan/plan.ts";
import type { Watch } from "../../engine/drift/watch.ts";
import { renderMeans, renderMove } from "../../render/drift.ts";
import { flag, text, type Invocation, type Context } from "../shared/context.ts";
import { follow } from "../agent/drift-follower.ts";
import { ledgerOnlyRequest, loadDeclared } from "../shared/load-and-plan.ts";

const requester = async (context: Context, call: Invocation): Promise<() => PlanRequest> => {
  if (text(call, "file") === null) return () => ledgerOnlyRequest(context);
  const { declaration } = await loadDeclared(context, call);
  return () => ({ ...ledgerOnlyRequest(context), declaration });
};

const timed = (at: number): string => new Date(at).toISOString();

const printer = ({ terminal }: Context, json: boolean) => (move: DriftEvent): void => {
  terminal.print(json
    ? `${JSON.stringify({ format: "vexor.drift-event/1", ...move, at: timed(move.at) })}\n`
    : renderMove(move, terminal.style));
};

const announce = (
  { terminal }: Context, json: boolean, { means }: Watch, tracker: Tracker, request: PlanRequest,
): void => {
  const { settings } = tracker;
  const drift = findDrift(request);
  terminal.note(renderMeans(means, settings.length, drift.length));
  if (!json) return;
  terminal.print(`${JSON.stringify({ format: "vexor.drift-watch/1", settings, means, drift })}\n`);
};

export const watchDrift = async (context: Context, call: Invocation): Promise<number> => {
  if (context.host.isTree) {
    throw new VexorError("USAGE", "--watch is for the running machine, not for --root",
      { hint: "Without --watch, vexor drift looks once, below --root too." });
  }
  const json = flag(call, "json");
  const requestNow = await requester(context, call);
  const tracker = createTracker(requestNow);
  const print = printer(context, json);
  await follow(context, tracker, { moved: (moves) => moves.forEach(print),
    ready: (watch) => announce(context, json, watch, tracker, requestNow()) });
  return 0;
};
