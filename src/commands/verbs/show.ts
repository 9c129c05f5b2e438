import { VexorError } from "../../engine/model/errors.ts";
import { LOCK, readRun, runIds } from "../../engine/run/store.ts";
import { renderPlan } from "../../render/plan.ts";
import { renderRun, type LockHolder } from "../../render/run.ts";
import { shownJson } from "../../render/shown-json.ts";
import { flag, type BaseCommand } from "../shared/context.ts";

export const run: BaseCommand = async (context, call) => {
  const [asked] = call.args;
  if (!asked || !/^[1-9]\d{0,8}$/.test(asked)) {
    throw new VexorError("USAGE", "vexor show wants the number of a run",
      { hint: "vexor history lists them." });
  }
  const found = readRun(context.host, Number(asked));
  if (!found) throw new VexorError("RUN_UNKNOWN", `run ${asked} never started`);
  const { style } = context.terminal;
  const holder: LockHolder = () =>
    (runIds(context.host).at(-1) === found.id ? context.host.lockHolder(LOCK) : null);
  context.terminal.print(flag(call, "json")
    ? `${shownJson({ format: "vexor.run/2", ...found })}\n`
    : `${renderRun(found, style, context.host.now().getTime(), holder)}\n`
      + await renderPlan(found.plan, { style, all: true }));
  return 0;
};
