/** A host file of what is there: every resource declares what it finds, and its plan is empty. */
import { VexorError } from "../../engine/model/errors.ts";
import type { UnreadPath } from "../../engine/model/evidence.ts";
import { printable } from "../../formats/printable.ts";
import { shellPath } from "../../formats/shell-word.ts";
import { plural } from "../../render/style.ts";
import { flag, text, type Invocation, type Command, type Context } from "../shared/context.ts";
import { foundOn } from "./init/found.ts";

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

const nextIn = (call: Invocation, out: string): string => {
  const root = text(call, "root");
  const on = root === null ? "" : ` --root ${shellPath(root)}`;
  return `vexor plan -f ${shellPath(out)}${on}`;
};

const runHere: Command = async (context, call) => {
  const found = foundOn(context, context);
  const { declaration, items, left, unread } = found;
  printUnread(context, unread);
  const yaml = await found.yaml();
  const out = text(call, "out");
  if (out === null) {
    context.terminal.print(flag(call, "json") ? `${JSON.stringify(declaration, null, 2)}\n` : yaml);
    return 0;
  }
  if (!await context.createText(out, yaml)) {
    throw new VexorError("USAGE", `${out} exists already`, { hint: "Name a new file." });
  }
  const missing = left.length === 0 ? "" : `, ${left.length} left out (listed at its end)`;
  context.terminal.note(`Wrote ${out}: ${plural(items.length, "setting")}${missing}. `
    + `Next: ${nextIn(call, out)}`);
  return 0;
};

export const run: Command = async (context, call) => {
  if (text(call, "repo") === null && text(call, "from-facts") === null) {
    return runHere(context, call);
  }
  const { initRepository } = await import("./init/repository.ts");
  return initRepository(context, call);
};
