/** What can be wrong with this host, looked at; it changes nothing. */
import { audit, isWrong, type AuditDocument } from "../../checks/audit.ts";
import type { FactSources } from "../../checks/fact.ts";
import { FACT_SOURCES } from "../../checks/facts.ts";
import type { Silences } from "../../checks/silence.ts";
import { inVersion, parseTarget } from "../../checks/target.ts";
import { allClients } from "../../detectors/clients/descriptors.ts";
import { assertHost, assertHostOfFacts } from "../../engine/host-file/host-file.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { renderAudit } from "../../render/audit.ts";
import { printableLine } from "../../render/style.ts";
import { shownJson } from "../../render/shown-json.ts";
import { rulesFor } from "../shared/check-rules.ts";
import {
  flag, text, type BaseCommand, type BaseContext, type Invocation,
} from "../shared/context.ts";
import { pathHere, type PlannedFor } from "../shared/load-and-plan.ts";

const FOUND_SOMETHING = 2;

const machineOf = async (
  context: BaseContext, call: Invocation,
): Promise<Pick<PlannedFor, "host" | "hostName">> => {
  const path = text(call, "facts");
  if (path !== null && text(call, "root") !== null) {
    throw new VexorError("USAGE", "--facts and --root are two machines",
      { hint: "Name one of them." });
  }
  return path === null ? context
    : (await import("../shared/facts-file.ts")).recordedMachine(context, path);
};

/** A recorded host's file is named; this one's is found where there is one. */
const hostFileOf = (context: BaseContext, call: Invocation): string | null =>
  (text(call, "facts") === null ? pathHere(context, call) : text(call, "file"));

/** Throws HOST_MISMATCH: what is known of one machine says nothing of another. */
const silencesIn = async (
  context: BaseContext, call: Invocation, path: string | null, hostName: string,
): Promise<Silences> => {
  if (path === null) return {};
  const { declaration } = await context.loadHostFile(path);
  const assertFits = text(call, "facts") === null ? assertHost : assertHostOfFacts;
  assertFits(declaration, hostName, text(call, "file") !== null);
  return declaration.checks?.silence ?? {};
};

/** With the version that is to come, where one is named. */
const sourcesFor = (call: Invocation): FactSources => {
  const word = text(call, "for");
  if (word === null) return FACT_SOURCES;
  const known = allClients();
  const target = parseTarget(word);
  if (target !== null && known[target.id] !== undefined) {
    return inVersion(FACT_SOURCES, target, known);
  }
  throw new VexorError("USAGE", `--for names a client and its version: not ${JSON.stringify(word)}`,
    { hint: "For example: vexor audit --for agave@4.4; vexor clients --known lists the clients" });
};

const shown = (document: AuditDocument, context: BaseContext, call: Invocation): string => {
  if (flag(call, "json")) return `${shownJson(document)}\n`;
  const { style, columns } = context.terminal;
  return renderAudit(document, { style, columns, isWhole: flag(call, "all"),
    needsRoot: !context.isRoot });
};

export const run: BaseCommand = async (context, call) => {
  const hostFile = hostFileOf(context, call);
  const rules = await rulesFor(context, call, hostFile);
  const { host, hostName } = await machineOf(context, call);
  const silences = await silencesIn(context, call, hostFile, hostName);
  const document = audit({ host, hostName, rules, sources: sourcesFor(call),
    silences, now: context.host.now() });
  for (const id of Object.keys(silences).filter((one) => !(one in rules))) {
    context.terminal.note(printableLine(`checks.silence names ${id}, which is not asked here.`));
  }
  context.terminal.print(shown(document, context, call));
  return document.checks.some(isWrong) ? FOUND_SOMETHING : 0;
};
