/** Everything known of one setting, declared or not. */
import { VexorError } from "../engine/errors.ts";
import type { Claim, Reading } from "../engine/model.ts";
import { afterReboot, ownershipOf, type Ownership } from "../engine/ownership.ts";
import { sayValue } from "../engine/rules.ts";
import { sayTime } from "../engine/time.ts";
import { sayEvidence } from "../render/plan.ts";
import { shownJson } from "../render/shown-json.ts";
import { printableLine, type Style } from "../render/style.ts";
import { addressed } from "./addressed.ts";
import { flag, type Command, type Context } from "./context.ts";

interface Explained {
  readonly address: string;
  readonly reading: Reading;
  readonly owner: Ownership;
  readonly afterReboot: string | null;
  readonly claim: Claim | null;
}

const explain = (context: Context, address: string): Explained => {
  const { reading, claim } = addressed(context, address);
  return { address, reading, claim, owner: ownershipOf(reading, claim),
    afterReboot: afterReboot(reading) };
};

const bootLines = ({ reading }: Explained, style: Style): readonly string[] => {
  if (reading.liveOnly) return [`  ${printableLine(reading.liveOnly)}`];
  if (reading.boot.length === 0) return ["  none"];
  return reading.boot.map((source, at) => {
    const mark = at === reading.boot.length - 1 ? style.green("wins ") : style.dim("     ");
    return `  ${mark}${printableLine(source.value).padEnd(12)} ${source.owner.padEnd(7)} `
      + printableLine(sayEvidence(source.evidence));
  });
};

const sayDefault = ({ default: known }: Reading): string =>
  (known ? `${known.value} (${sayEvidence(known.evidence)})` : "unknown");

const render = (found: Explained, style: Style): string => {
  const { reading, owner, claim } = found;
  return [
    style.bold(printableLine(found.address)),
    printableLine(`live          ${sayValue(reading.live)}`
      + (reading.fixed ? ` (${reading.fixed})` : "")),
    `owner         ${owner.origin}`,
    ...owner.evidence.map((one) => `              ${style.dim(printableLine(sayEvidence(one)))}`),
    printableLine(`default       ${sayDefault(reading)}`),
    printableLine(`after reboot  ${found.afterReboot
      ?? (reading.liveOnly ? "not kept" : "unknown")}`),
    "boot sources, in order of effect:", ...bootLines(found, style),
    ...reading.holders.map((one) =>
      style.yellow(`held by       ${printableLine(sayEvidence(one))}`)),
    ...reading.warnings.map((one) => style.yellow(`warning       ${printableLine(one)}`)),
    claim ? printableLine(`vexor         set ${claim.value} in run ${claim.run} at `
      + `${sayTime(claim.at)}, replacing ${claim.original ?? "nothing"}`)
      : "vexor         does not manage it",
    "",
  ].join("\n");
};

export const run: Command = async (context, call) => {
  const [address] = call.args;
  if (!address) {
    throw new VexorError("USAGE", "vexor explain wants an address",
      { hint: "For example: vexor explain sysctl/vm.swappiness" });
  }
  const found = explain(context, address);
  context.terminal.print(flag(call, "json")
    ? `${shownJson({ format: "vexor.explained/1", ...found })}\n`
    : render(found, context.terminal.style));
  return 0;
};
