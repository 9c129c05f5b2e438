/** Records what planning reads of this host: `vexor.facts/1`. */
import { documentOf, factsText, type FactsDocument } from "../../facts/document.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { recordFacts } from "../../facts/record.ts";
import type { HostFile } from "../../engine/model/model.ts";
import { VERSION } from "../../version.ts";
import { flag, text, type BaseCommand, type Context, type Invocation } from "../shared/context.ts";
import { sumsOf } from "../shared/facts-file.ts";

/** What it names beside the host: a keypair, a tower, a client of its own. */
const declaredIn = async (context: Context, call: Invocation): Promise<HostFile | null> => {
  const path = text(call, "file");
  return path === null ? null : (await context.loadHostFile(path)).declaration;
};

const documentFor = async (context: Context, call: Invocation): Promise<FactsDocument> => {
  const { host, hostName, resources, drivers, isRoot } = context;
  const declaration = await declaredIn(context, call);
  const facts = recordFacts(host, { resources, drivers, hostName, declaration }, sumsOf(host));
  return documentOf({ facts, host: hostName, at: host.now(), vexor: VERSION,
    asRoot: isRoot || host.isTree }, host.digest);
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
  const document = await documentFor(context, call);
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
