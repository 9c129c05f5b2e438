/**
 * Verbs that edit the host file: what they change is proven on the file and on a plan, then shown,
 * asked about and written.
 */
import { VexorError } from "../../engine/model/errors.ts";
import type { EditableHostFile } from "../../engine/host-file/editable-host-file.ts";
import type { Section } from "../../engine/host-file/section.ts";
import type { Address, Plan, PlanItem } from "../../engine/model/model.ts";
import { kindOf } from "../../engine/model/claims.ts";
import { decisionOf } from "../../engine/plan/plan.ts";
import { shellPath } from "../../formats/shell-word.ts";
import { patchOf, shownPatch } from "../../render/file-diff.ts";
import { printableLine } from "../../render/style.ts";
import { meantBy } from "../cli/choosing.ts";
import { flag, text, type Context, type Invocation } from "./context.ts";
import { recordedMachine } from "./facts-file.ts";
import { hostFilePath, planDeclared, planElsewhere, type PlannedFor } from "./load-and-plan.ts";
import { consent } from "./locked-run.ts";

const FORMAT = "vexor.host-file-edit/1";

/** One host file, and the machine that it is planned on. */
export interface Editing {
  readonly file: EditableHostFile;
  /** The plan as if the file had this text. */
  planned(written: string): Promise<Plan>;
}

export const openForEdit = async (context: Context, call: Invocation): Promise<Editing> => {
  const facts = text(call, "facts");
  const machine: PlannedFor | null = facts === null ? null : recordedMachine(context, facts);
  const path = machine === null ? hostFilePath(context, call)
    : text(call, "file") ?? `hosts/${machine.hostName}.yaml`;
  const file = await context.openHostFile(path);
  return { file, planned: async (written) => {
    const as: Context = { ...context, loadHostFile: async () => file.load(written) };
    const { plan } = machine === null ? await planDeclared(as, call)
      : await planElsewhere(as, call, machine);
    return plan;
  } };
};

/** Each once, as they were given. Throws USAGE. */
export const addressesOf = ({ verb, args }: Invocation): readonly Address[] => {
  if (args.length > 0) return [...new Set(args)];
  throw new VexorError("USAGE", `vexor ${verb} wants at least one address`,
    { hint: `For example: vexor ${verb} sysctl/vm.swappiness` });
};

/** Throws NO_MATCH, with the address that was probably meant. */
export const notDeclared = (
  { path }: EditableHostFile, address: Address, declared: readonly Address[],
): VexorError => {
  const meant = meantBy(address, declared);
  return new VexorError("NO_MATCH", `${path} does not declare ${address}`,
    { hint: meant === null ? "vexor plan --all lists the addresses of what is declared."
      : `Did you mean ${meant}?` });
};

export const sectionOf = ({ resources }: Context, address: Address): Section | null =>
  resources.find(({ kind }) => kind === kindOf(address))?.section ?? null;

export const nameIn = (address: Address): string => address.slice(kindOf(address).length + 1);

const decision = (item: PlanItem | undefined): string =>
  JSON.stringify(item === undefined ? null : decisionOf(item));

/** What a plan makes of settings that were not named. Throws HOST_FILE_EDIT where one is lost. */
const besides = (
  { path }: EditableHostFile, named: readonly Address[], before: Plan, after: Plan,
): readonly string[] => {
  const then = new Map(after.items.map((item) => [item.address, item]));
  return before.items.filter(({ address }) => !named.includes(address)).flatMap((item) => {
    const now = then.get(item.address);
    if (now === undefined || (now.wanted === null && item.wanted !== null)) {
      throw new VexorError("HOST_FILE_EDIT",
        `the entry in ${path} is about ${item.address} as well`,
        { hint: `Name both: ${[...named, item.address].join(" ")}. Or edit the entry by hand.` });
    }
    return decision(item) === decision(now) ? []
      : [`${item.address}: ${now.action} (was ${item.action})`];
  });
};

interface Edited {
  readonly addresses: readonly Address[];
  readonly written: string;
  /** Null where the machine is not here. */
  readonly plans: { readonly before: Plan; readonly after: Plan } | null;
}

const show = (
  context: Context, patch: string, consequences: readonly string[],
): void => {
  const { terminal } = context;
  terminal.print(shownPatch(patch, terminal.style));
  for (const line of consequences) terminal.note(printableLine(`Besides, ${line}`));
};

const printDone = (
  context: Context, call: Invocation, file: EditableHostFile, more: object,
): void => {
  if (flag(call, "json")) {
    context.terminal.print(`${JSON.stringify({ format: FORMAT, file: file.path,
      ...more }, null, 2)}\n`);
  }
};

const save = (context: Context, file: EditableHostFile, written: string): void => {
  try {
    file.save(written);
  } catch (error) {
    if (error instanceof VexorError) {
      context.terminal.note("The patch above was not written.");
    }
    throw error;
  }
};

/** Shows, asks, writes. */
export const finishEdit = async (
  context: Context, call: Invocation, file: EditableHostFile, { addresses, written, plans }: Edited,
): Promise<number> => {
  const consequences = plans === null ? [] : besides(file, addresses, plans.before, plans.after);
  const patch = await patchOf(file.path, file.text, written);
  const isJson = flag(call, "json");
  if (!isJson) show(context, patch, consequences);
  const isAgreed = await consent(context, call, `Write this to ${file.path}?`);
  if (isAgreed) save(context, file, written);
  printDone(context, call, file, { addresses, patch, besides: consequences, written: isAgreed });
  context.terminal.note(isAgreed ? `Wrote ${file.path}. Next: vexor plan -f `
    + `${shellPath(file.path)}; then commit it.` : "Nothing was written.");
  return 0;
};

/** Nothing to write: the file says so already. */
export const nothingToEdit = (
  context: Context, call: Invocation, file: EditableHostFile, addresses: readonly Address[],
): number => {
  printDone(context, call, file, { addresses, patch: "", besides: [], written: false });
  context.terminal.note(`${file.path} says so already: nothing was written.`);
  return 0;
};
