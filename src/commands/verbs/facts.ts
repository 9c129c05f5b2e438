/** Records what planning reads of this host: `vexor.facts/1`. */
import { factsText } from "../../facts/document.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { HostFile } from "../../engine/model/model.ts";
import { flag, text, type BaseCommand, type Context, type Invocation } from "../shared/context.ts";
import { recordedFacts } from "../shared/recorded-facts.ts";

/** What it names beside the host: a keypair, a tower, a client of its own. */
const declaredIn = async (context: Context, call: Invocation): Promise<HostFile | null> => {
  const path = text(call, "file");
  return path === null ? null : (await context.loadHostFile(path)).declaration;
};

/** The file to check; null where facts are to be recorded. */
const checkedIn = ({ args: [path], options }: Invocation): string | null => {
  if (flag({ options }, "check") !== (path !== undefined)) {
    throw new VexorError("USAGE", path === undefined ? "--check needs the file to check"
      : `what to do with ${JSON.stringify(path)} is not said`,
    { hint: "vexor facts --check FILE; to record: vexor facts --out FILE" });
  }
  return path ?? null;
};

export const run: BaseCommand = async (base, call) => {
  const checked = checkedIn(call);
  if (checked !== null) return (await import("./facts-check.ts")).checkFacts(base, call, checked);
  const context = await base.withKinds();
  const document = recordedFacts(context, await declaredIn(context, call));
  const [written, out] = [factsText(document), text(call, "out")];
  if (out === null) {
    context.terminal.print(written);
    return 0;
  }
  context.writePrivate(out, written);
  const { host, digest } = document;
  context.terminal.note(`Saved the facts of ${host} to ${out} (${Math.ceil(written.length / 1000)} `
    + `kB, digest ${digest.slice(0, 12)}); vexor plan --facts ${out} plans on them.`);
  return 0;
};
