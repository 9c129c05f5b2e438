/** Permission to replace a custom value, written where a reviewer sees it: into the host file. */
import { VexorError } from "../../engine/model/errors.ts";
import type { EditableHostFile } from "../../engine/host-file/editable-host-file.ts";
import { permittedIn, type Document } from "../../engine/host-file/setting-edits.ts";
import type { Address, Plan, PlanItem } from "../../engine/model/model.ts";
import { formatValue } from "../../engine/model/rules.ts";
import { text, type Command, type Context, type Invocation } from "../shared/context.ts";
import {
  addressesOf, finishEdit, nameIn, notDeclared, nothingToEdit, openForEdit, sectionOf,
} from "../shared/host-file-edits.ts";

const refuse = (item: PlanItem, says: string): VexorError =>
  new VexorError("NOT_ADOPTABLE", `${item.address} ${says}: ${item.reason}`,
    item.waysOut.length === 0 ? {} : { hint: `Ways out: ${item.waysOut.join("; or ")}.` });

/** The value to permit; null where the file permits it already. Throws NO_MATCH, NOT_ADOPTABLE. */
const valueFor = (
  file: EditableHostFile, plan: Plan, address: Address,
): { readonly item: PlanItem; readonly from: string | null } => {
  const item = plan.items.find((one) => one.address === address && one.wanted !== null);
  if (item === undefined) {
    throw notDeclared(file, address, plan.items.map((one) => one.address));
  }
  if (item.adoptable !== undefined) return { item, from: item.adoptable };
  if (item.action === "adopt") return { item, from: null };
  throw refuse(item, item.action === "blocked" ? "is blocked, and a permission does not help"
    : "needs no permission");
};

const withPermission = (
  context: Context, call: Invocation, file: EditableHostFile, written: string,
  { item, from }: { readonly item: PlanItem; readonly from: string | null },
): string => {
  const section = sectionOf(context, item.address);
  if (from === null || section === null) return written;
  const rule = item.wanted;
  const asked = { name: nameIn(item.address), from, why: text(call, "why"),
    wanted: rule && "value" in rule ? rule.value : null };
  const merged = file.load(written).declaration as unknown as Document;
  const wanted = permittedIn(file.written(written), merged, section, asked);
  if (wanted === null) {
    throw new VexorError("HOST_FILE_EDIT", `no entry is about ${item.address} alone`,
      { hint: `Write one by hand: ${item.waysOut.at(-1) ?? "see vexor plan"}.` });
  }
  return file.edited(written, wanted);
};

/** The plan must make of it what was asked for. */
const assertAdopts = (plan: Plan, address: Address, from: string | null): void => {
  const item = plan.items.find((one) => one.address === address);
  if (item === undefined || item.action === "adopt") return;
  throw refuse(item, `would be ${item.action} with permission to replace ${formatValue(from)}`);
};

export const run: Command = async (context, call) => {
  const addresses = addressesOf(call);
  const { file, planned } = await openForEdit(context, call);
  const before = await planned(file.text);
  const values = addresses.map((address) => valueFor(file, before, address));
  if (values.every(({ from }) => from === null)) {
    return nothingToEdit(context, call, file, addresses);
  }
  const written = values.reduce((so, value) =>
    withPermission(context, call, file, so, value), file.text);
  const after = await planned(written);
  for (const { item, from } of values) assertAdopts(after, item.address, from);
  return finishEdit(context, call, file, { addresses, written, plans: { before, after } });
};
