/** Which of two hosts signs: what the keeper of this one says, and the keeper itself. */
import { VexorError } from "../../engine/model/errors.ts";
import type { FailoverStatus } from "../../failover/status.ts";
import { quote } from "../../formats/quote.ts";
import { renderFailover } from "../../render/failover.ts";
import { flag, type BaseCommand } from "../shared/context.ts";

const NEEDS_OPERATOR = 2;

const status: BaseCommand = async (context, call) => {
  if (flag(call, "watch")) {
    return (await import("./failover/status-watch.ts")).watchFailover(context, call);
  }
  const said = JSON.parse(await context.askKeeper({ ask: "status" })) as FailoverStatus;
  const { terminal } = context;
  terminal.print(flag(call, "json") ? `${JSON.stringify(said, null, 2)}\n`
    : renderFailover(said, terminal.style));
  return said.alarm === null ? 0 : NEEDS_OPERATOR;
};

const ACTIONS: Readonly<Record<string, BaseCommand>> = {
  status,
  init: async (context, call) => (await import("./failover/init.ts")).run(context, call),
  act: async (context, call) =>
    (await import("./failover/act.ts")).run(await context.withKinds(), call),
  plan: async (context, call) => (await import("./failover/handover.ts")).plan(context, call),
  run: async (context, call) => (await import("./failover/handover.ts")).run(context, call),
  abort: async (context, call) => (await import("./failover/handover.ts")).abort(context, call),
  history: async (context, call) => (await import("./failover/history.ts")).run(context, call),
  replay: async (context, call) => (await import("./failover/replay.ts")).run(context, call),
  keep: async (context, call) => (await import("./failover/keep.ts")).run(context, call),
};

/** What people type: an act is started by the keeper alone. */
const NAMED = Object.keys(ACTIONS).filter((name) => name !== "act");

export const run: BaseCommand = async (context, call) => {
  const [name = ""] = call.args;
  if (context.host.isTree) {
    throw new VexorError("USAGE", "vexor failover is for the running machine, not for --root");
  }
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action) return action(context, call);
  throw new VexorError("USAGE", `vexor ${call.verb} takes ${NAMED.join("|")}, found `
    + quote(name), { hint: `vexor help ${call.verb} explains it.` });
};
