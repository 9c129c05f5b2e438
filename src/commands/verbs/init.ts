/** A host file of what is there: every resource declares what it finds, and its plan is empty. */
import { dirname } from "node:path";
import { VexorError } from "../../engine/model/errors.ts";
import type { UnreadPath } from "../../engine/model/evidence.ts";
import {
  LEDGER_FORMAT, type HostFile, type Ledger, type PlanItem,
} from "../../engine/model/model.ts";
import { kindOf } from "../../engine/model/claims.ts";
import { makePlan, surveyAll, type PlanRequest } from "../../engine/plan/plan.ts";
import type { HostReader } from "../../ports/host.ts";
import { printable } from "../../formats/printable.ts";
import { quote } from "../../formats/quote.ts";
import { shellPath, shellWord } from "../../formats/shell-word.ts";
import { leniently, unreadIn } from "../../engine/plan/unread.ts";
import { renderInit, type LeftOutOf, type OriginOf, type InitSection } from "../../render/init.ts";
import { plural } from "../../render/style.ts";
import { flag, text, type Invocation, type Command, type Context } from "../shared/context.ts";
import { requestFor } from "../shared/load-and-plan.ts";
import { replacedBy } from "../../engine/plan/pending.ts";

interface InitDocument {
  readonly head: Pick<HostFile, "apiVersion" | "host">;
  readonly parts: readonly { readonly kind: string; readonly part: Partial<HostFile> }[];
}

const declaredOn = ({ resources, hostName }: Context, host: HostReader): InitDocument => ({
  head: { apiVersion: "vexor/v1", host: hostName },
  parts: resources.map(({ kind, declare }) => ({ kind, part: declare?.(host) ?? {} })),
});

const leftOn = ({ resources }: Context, host: HostReader): readonly LeftOutOf[] =>
  resources.flatMap(({ section, leftOut }) =>
    (leftOut?.(host) ?? []).map((one) => ({ section: section.key, ...one })));

/** What could not be read may set more: the file is not whole. */
const printUnread = ({ terminal }: Context, unread: readonly UnreadPath[]): void => {
  const [first, ...more] = unread;
  if (!first) return;
  const others = more.length === 0 ? "" : ` and ${more.length} more`;
  const wayOut = unread.some(({ needs }) => needs === "root")
    ? " For a whole file: sudo vexor init" : "";
  terminal.note(printable(`vexor: not all was looked at: ${first.path}${others} (needs `
    + `${first.needs}).${wayOut}`));
};

/** What a value is permitted by: nothing is needed for what Vexor or the distribution has set. */
const originsOf = (request: PlanRequest, items: readonly PlanItem[]) => {
  const surveys = surveyAll(request);
  return (kind: string): readonly OriginOf[] => {
    const permit = surveys.find(({ resource }) => resource.kind === kind)?.survey.permit;
    return items.filter(({ address }) => kindOf(address) === kind).map((item) => ({
      evidence: item.evidence,
      permit: permit && item.live !== null && ["custom", "unknown"].includes(item.origin)
        ? permit(item.address, replacedBy(item) ?? "") : null,
    }));
  };
};

const planOf = (context: Context, declaration: HostFile) => {
  const ledger: Ledger = { format: LEDGER_FORMAT, claims: {} };
  const request = { ...requestFor(context, declaration, "init"), ledger };
  const { items, unread = [] } = makePlan(request);
  const off = items.find((item) => item.action !== "none");
  if (off) throw new VexorError("INTERNAL", `init declared ${off.address}, but ${off.reason}`);
  return { request, items, unread };
};

const yamlOf = async (
  context: Context, { head, parts }: InitDocument, origins: (kind: string) => readonly OriginOf[],
  left: readonly LeftOutOf[], unread: readonly UnreadPath[],
): Promise<string> => {
  const sections: InitSection[] = [];
  for (const { kind, part } of parts) {
    const [name] = Object.keys(part);
    if (name === undefined) continue;
    sections.push({ name, yaml: await context.printYaml(part), origins: origins(kind) });
  }
  return renderInit(await context.printYaml(head), sections, left, unread);
};

const write = (context: Context, out: string, yaml: string): void => {
  try {
    context.writeText(out, yaml);
  } catch (error) {
    if (!(error instanceof VexorError) || error.errno !== "ENOENT") throw error;
    const directory = dirname(out);
    throw new VexorError("USAGE", `the directory ${quote(directory)} does not exist`,
      { hint: `mkdir -p ${shellWord(directory)}` });
  }
};

const nextIn = (call: Invocation, out: string): string => {
  const root = text(call, "root");
  const on = root === null ? "" : ` --root ${shellPath(root)}`;
  return `vexor plan -f ${shellPath(out)}${on}`;
};

export const run: Command = async (context, call) => {
  const reader = leniently(context.host);
  const declared = declaredOn(context, reader);
  const parts = declared.parts.map(({ part }) => part);
  const declaration = Object.assign({ ...declared.head }, ...parts) as HostFile;
  const { request, items, unread: unplanned } = planOf(context, declaration);
  const left = leftOn(context, reader);
  const unread = unreadIn([...reader.missed(), ...unplanned]).unread ?? [];
  printUnread(context, unread);
  const yaml = await yamlOf(context, declared, originsOf(request, items), left, unread);
  const out = text(call, "out");
  if (out === null) {
    context.terminal.print(flag(call, "json") ? `${JSON.stringify(declaration, null, 2)}\n` : yaml);
    return 0;
  }
  if (context.readText(out) !== null) {
    throw new VexorError("USAGE", `${out} exists already`, { hint: "Name a new file." });
  }
  write(context, out, yaml);
  const missing = left.length === 0 ? "" : `, ${left.length} left out (listed at its end)`;
  context.terminal.note(`Wrote ${out}: ${plural(items.length, "setting")}${missing}. `
    + `Next: ${nextIn(call, out)}`);
  return 0;
};
