/** A host file of what is there: every resource declares what it finds, and its plan is empty. */
import { VexorError } from "../engine/errors.ts";
import type { HostFile } from "../engine/model.ts";
import { makePlan } from "../engine/plan.ts";
import { flag, text, type Command, type Context } from "./context.ts";
import { requestFor } from "./planning.ts";

const declared = (context: Context): HostFile => {
  const parts = context.resources.map((resource) => resource.declare?.(context.host) ?? {});
  const head = { apiVersion: "vexor/v1" as const, host: context.hostName };
  return Object.assign(head, ...parts) as HostFile;
};

const HEADER = [
  "# What `vexor init` found on this machine: tuning that is in force and comes back at boot.",
  "# Its plan is empty. Change a value, then run: vexor plan",
  "",
].join("\n");

export const run: Command = async (context, call) => {
  const declaration = declared(context);
  const ledger = { format: "vexor.ledger/1" as const, claims: {} };
  const plan = makePlan({ ...requestFor(context, declaration, "init"), ledger });
  const off = plan.items.find((item) => item.action !== "none");
  if (off) throw new VexorError("INTERNAL", `init declared ${off.address}, but ${off.reason}`);
  const yaml = `${HEADER}${await context.printYaml(declaration)}`;
  const out = text(call, "out");
  if (out === null) {
    context.terminal.print(flag(call, "json") ? `${JSON.stringify(declaration, null, 2)}\n` : yaml);
    return 0;
  }
  if (context.readText(out) !== null) {
    throw new VexorError("USAGE", `${out} exists already`, { hint: "Name a new file." });
  }
  context.writeText(out, yaml);
  context.terminal.note(`Wrote ${out}: ${plan.items.length} settings. Next: vexor plan -f ${out}`);
  return 0;
};
