/** What can be wrong with this host, looked at; it changes nothing. */
import { audit, isWrong, type AuditDocument } from "../../checks/audit.ts";
import { areaOf, type CheckRules } from "../../checks/check.ts";
import { FACT_SOURCES } from "../../checks/facts.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { CHECKS } from "../../generated/checks.ts";
import { renderAudit } from "../../render/audit.ts";
import { shownJson } from "../../render/shown-json.ts";
import {
  flag, text, type BaseCommand, type BaseContext, type Invocation,
} from "../shared/context.ts";
import type { PlannedFor } from "../shared/load-and-plan.ts";

const FOUND_SOMETHING = 2;

const areasOf = (rules: CheckRules): readonly string[] =>
  [...new Set(Object.keys(rules).map(areaOf))].sort();

const rulesFor = (call: Invocation): CheckRules => {
  const rules: CheckRules = CHECKS;
  const area = text(call, "area");
  if (area === null) return rules;
  const areas = areasOf(rules);
  if (!areas.includes(area)) {
    throw new VexorError("USAGE", `there is no area ${JSON.stringify(area)}`,
      { hint: `areas: ${areas.join(", ")}` });
  }
  return Object.fromEntries(Object.entries(rules).filter(([id]) => areaOf(id) === area));
};

const machineOf = async (
  context: BaseContext, call: Invocation,
): Promise<Pick<PlannedFor, "host" | "hostName">> => {
  const path = text(call, "facts");
  return path === null ? context
    : (await import("../shared/facts-file.ts")).recordedMachine(context, path);
};

const shown = (document: AuditDocument, context: BaseContext, call: Invocation): string => {
  if (flag(call, "json")) return `${shownJson(document)}\n`;
  const { style, columns } = context.terminal;
  return renderAudit(document, { style, columns, isWhole: flag(call, "all"),
    needsRoot: !context.isRoot });
};

export const run: BaseCommand = async (context, call) => {
  const rules = rulesFor(call);
  const { host, hostName } = await machineOf(context, call);
  const document = audit({ host, hostName, rules, sources: FACT_SOURCES });
  context.terminal.print(shown(document, context, call));
  return document.checks.some(isWrong) ? FOUND_SOMETHING : 0;
};
