/** The CPUs of a host, and what is on them: now, and after a plan. */
import { VexorError } from "../../engine/model/errors.ts";
import type { Plan } from "../../engine/model/model.ts";
import type { CpuMap } from "../../map/model.ts";
import { readMap } from "../../map/read-map.ts";
import { shownJson } from "../../render/shown-json.ts";
import { styleFor } from "../../render/style.ts";
import {
  flag, text, type BaseCommand, type BaseContext, type Invocation,
} from "../shared/context.ts";
import { planDeclared, planElsewhere, type PlannedFor } from "../shared/load-and-plan.ts";

/** Null is this machine. */
const recordedIn = async (
  context: BaseContext, call: Invocation,
): Promise<PlannedFor | null> => {
  const path = text(call, "facts");
  if (path === null) return null;
  if (text(call, "root") !== null) {
    throw new VexorError("USAGE", "--facts and --root are two machines",
      { hint: "Name one of them." });
  }
  return (await import("../shared/facts-file.ts")).recordedMachine(context, path);
};

/** Only of a host file that is named. */
const planOf = async (
  context: BaseContext, call: Invocation, machine: PlannedFor | null,
): Promise<Plan | null> => {
  if (text(call, "file") === null) return null;
  const { plan } = machine === null ? await planDeclared(context, call)
    : await planElsewhere(context, call, machine);
  return plan;
};

const renderFor = async (
  { terminal }: BaseContext, call: Invocation, map: CpuMap,
): Promise<string> => {
  if (flag(call, "json")) return `${shownJson(map)}\n`;
  if (flag(call, "svg")) return (await import("../../render/map/svg.ts")).renderMapSvg(map);
  const style = text(call, "out") === null ? terminal.style : styleFor(false);
  const { columns, isAscii } = terminal;
  return (await import("../../render/map/text.ts")).renderMapText(map, { style, columns, isAscii });
};

export const run: BaseCommand = async (context, call) => {
  if (flag(call, "json") && flag(call, "svg")) {
    throw new VexorError("USAGE", "--json and --svg are two formats",
      { hint: "Name one of them." });
  }
  const machine = await recordedIn(context, call);
  const { host, hostName } = machine ?? context;
  const after = await planOf(context, call, machine);
  const map = readMap({ host, hostName, before: null, after });
  const shown = await renderFor(context, call, map);
  const out = text(call, "out");
  if (out === null) context.terminal.print(shown);
  else context.writeText(out, shown);
  return 0;
};
