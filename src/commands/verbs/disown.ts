/** A setting leaves the host file: the next apply releases it, with its original value back. */
import { formatPlaced, VexorError } from "../../engine/model/errors.ts";
import type { EditableHostFile } from "../../engine/host-file/editable-host-file.ts";
import { withoutSetting, type Document } from "../../engine/host-file/setting-edits.ts";
import type { Section } from "../../engine/host-file/section.ts";
import type { Address, Plan } from "../../engine/model/model.ts";
import { text, type Command, type Context, type Invocation } from "../shared/context.ts";
import {
  addressesOf, finishEdit, nameIn, notDeclared, openForEdit, sectionOf, type Editing,
} from "../shared/host-file-edits.ts";

/** Null on another machine: the file alone then says what it declares. */
const planHere = async (
  { planned }: Editing, call: Invocation, written: string,
): Promise<Plan | null> => {
  try {
    return await planned(written);
  } catch (error) {
    const isElsewhere = error instanceof VexorError && error.code === "HOST_MISMATCH";
    if (isElsewhere && text(call, "facts") === null) return null;
    throw error;
  }
};

/** Where the file, or one that it extends, has an entry about that setting alone. */
const placeIn = (
  file: EditableHostFile, written: string, section: Section, address: Address,
): string | null => {
  const { declaration, placeOf } = file.load(written);
  const part = (declaration as unknown as Document)[section.key];
  const found = part === undefined ? null : section.settingAt?.(part, nameIn(address)) ?? null;
  return found && formatPlaced({ place: placeOf([section.key, ...found.at]), message: "" });
};

const inRole = (address: Address, place: string): VexorError =>
  new VexorError("HOST_FILE_EDIT", `${place}${address} is declared there, in a role file`,
    { hint: "Take it out of that file by hand, for every host that extends it." });

const forSeveral = ({ path }: EditableHostFile, address: Address): VexorError =>
  new VexorError("HOST_FILE_EDIT", `an entry of ${path} that is about several settings asks for `
    + address, { hint: "Narrow that entry by hand." });

const isAsked = (plan: Plan | null, address: Address): boolean =>
  plan?.items.some((item) => item.address === address && item.wanted !== null) ?? false;

const without = (
  context: Context, file: EditableHostFile, plan: Plan | null, written: string, address: Address,
): string => {
  const section = sectionOf(context, address);
  const wanted = section && withoutSetting(file.written(written), section, nameIn(address));
  if (section && wanted) {
    const edited = file.edited(written, wanted);
    const left = placeIn(file, edited, section, address);
    if (left === null) return edited;
    throw inRole(address, left);
  }
  // One entry may be about several, and has gone with another of them.
  if (section && withoutSetting(file.written(file.text), section, nameIn(address))) return written;
  const place = section && placeIn(file, written, section, address);
  if (place !== null) throw inRole(address, place);
  if (isAsked(plan, address)) throw forSeveral(file, address);
  throw notDeclared(file, address, plan?.items.map((one) => one.address) ?? []);
};

const assertLeft = (file: EditableHostFile, after: Plan | null, address: Address): void => {
  if (isAsked(after, address)) throw forSeveral(file, address);
};

export const run: Command = async (context, call) => {
  const addresses = addressesOf(call);
  const editing = await openForEdit(context, call);
  const { file } = editing;
  const before = await planHere(editing, call, file.text);
  const written = addresses.reduce((so, address) =>
    without(context, file, before, so, address), file.text);
  const after = before && await planHere(editing, call, written);
  for (const address of addresses) assertLeft(file, after, address);
  if (after === null) {
    context.terminal.note("Not planned: this is another machine. --facts FILE plans for the host.");
  }
  return finishEdit(context, call, file, { addresses, written,
    plans: before && after ? { before, after } : null });
};
