/** Everything known of one setting, declared or not. */
import { VexorError } from "../../engine/model/errors.ts";
import type { Claim, Evidence, Owner, Reading } from "../../engine/model/model.ts";
import { ownershipOf, type Ownership } from "../../engine/plan/ownership.ts";
import { placeOf } from "../../engine/model/evidence.ts";
import { asWritten, formatTakesEffect } from "../../engine/plan/pending.ts";
import { actsOf, rebootOf, type RebootForecast } from "../../engine/plan/reboot.ts";
import { formatValue } from "../../engine/model/rules.ts";
import { formatTime } from "../../engine/model/time.ts";
import { formatEvidence } from "../../render/plan.ts";
import { shownJson } from "../../render/shown-json.ts";
import { printableLine, type Style } from "../../render/style.ts";
import { addressed } from "../shared/addressed.ts";
import { checkMeant, explainCheck, isCheck } from "../shared/explain-check.ts";
import { askedLines, askedOf, type DeclaredWish } from "./asked-of.ts";
import { isNamedOurs } from "../shared/earlier-files.ts";
import { flag, type Command, type Context } from "../shared/context.ts";

/** One that sets the value at boot, in the order of a boot. */
interface BootStep {
  /** Null where it is not known when. */
  readonly phase: string | null;
  readonly owner: Owner;
  /** Null when it is unknown. */
  readonly value: string | null;
  /** Nothing certainly comes after it. */
  readonly mayBeLast: boolean;
  readonly evidence: Evidence;
}

interface Explanation {
  readonly address: string;
  readonly reading: Reading;
  readonly owner: Ownership;
  readonly afterReboot: string | null;
  readonly afterRebootUnknown: string | null;
  readonly order: readonly BootStep[];
  readonly claim: Claim | null;
  /** A file that sets it, and that an earlier installation of Vexor has left. */
  readonly earlier: string | null;
  /** What could not be read, and may set it as well. */
  readonly unread: readonly { readonly path: string; readonly needs: string }[];
}

const orderOf = (reading: Reading, { last }: RebootForecast): readonly BootStep[] => {
  const lasting = new Set(last.map(({ evidence }) => evidence));
  return actsOf(reading).map(({ owner, value, evidence }) => {
    const { phase, ...rest } = evidence;
    return { phase: phase?.name ?? null, owner, value, mayBeLast: lasting.has(evidence),
      evidence: rest };
  });
};

const explain = (context: Context, address: string): Explanation => {
  const { reading, claim, unread } = addressed(context, address);
  const reboot = rebootOf(reading);
  const earlier = claim !== null ? undefined : reading.boot.find(({ owner, evidence }) =>
    owner === "custom" && isNamedOurs(context.host, evidence.path ?? ""));
  return { address, reading, claim, earlier: earlier?.evidence.path ?? null,
    owner: ownershipOf(asWritten(reading), claim),
    afterReboot: reboot.value, afterRebootUnknown: reboot.unknown,
    order: orderOf(reading, reboot), unread: unread.map(({ path, needs }) => ({ path, needs })) };
};

const unreadLines = ({ unread }: Explanation, style: Style): readonly string[] => {
  const [first, ...more] = unread;
  if (first === undefined) return [];
  const others = more.length === 0 ? "" : ` and ${more.length} more`;
  return [style.yellow(printableLine(
    `not read      ${first.path}${others}, which may set it (that needs ${first.needs})`))];
};

const bootLines = (
  { reading, order, afterReboot }: Explanation, style: Style,
): readonly string[] => {
  if (reading.ephemeral) return [`  ${printableLine(reading.ephemeral)}`];
  if (order.length === 0) return ["  none"];
  const mark = afterReboot === null ? style.yellow("may win ") : style.green("wins    ");
  const width = Math.max(...order.map(({ phase }) => phase?.length ?? 0));
  return order.map(({ phase, owner, value, mayBeLast, evidence }) =>
    `  ${mayBeLast ? mark : style.dim("        ")}${(phase ?? "").padEnd(width)}  `
    + `${printableLine(value ?? "?").padEnd(12)} ${owner.padEnd(7)} `
    + printableLine(formatEvidence(evidence)));
};

/** The value, and who brings it or why it is not known. */
const formatReboot = (found: Explanation): string => {
  const { reading, afterReboot, afterRebootUnknown, order } = found;
  if (reading.ephemeral) return "not kept";
  if (afterReboot === null) return `unknown (${afterRebootUnknown})`;
  const last = order.findLast(({ mayBeLast }) => mayBeLast);
  return `${afterReboot} (${last ? placeOf(last.evidence) : "the kernel's default"})`;
};

const formatDefault = ({ default: known }: Reading): string =>
  (known ? `${known.value} (${formatEvidence(known.evidence)})` : "unknown");

const render = (found: Explanation, asked: DeclaredWish, style: Style): string => {
  const { reading, owner, claim } = found;
  return [
    style.bold(printableLine(found.address)),
    printableLine(`live          ${formatValue(reading.live)}`
      + (reading.immutable ? ` (${reading.immutable})` : "")),
    ...(reading.takesEffect === undefined ? []
      : [`takes effect  at ${formatTakesEffect(reading.takesEffect)}`]),
    `owner         ${owner.origin}`,
    ...(found.earlier === null ? [] : [style.yellow(printableLine("              "
      + `${found.earlier} is Vexor's own, of an earlier installation: vexor doctor`))]),
    ...owner.evidence.map(
      (one) => `              ${style.dim(printableLine(formatEvidence(one)))}`),
    printableLine(`default       ${formatDefault(reading)}`),
    printableLine(`after reboot  ${formatReboot(found)}`),
    "at boot, in order of effect:", ...bootLines(found, style),
    ...reading.otherManagers.filter(({ restores }) => restores === undefined).map((one) =>
      style.yellow(`held by       ${printableLine(formatEvidence(one))}`)),
    ...unreadLines(found, style),
    ...reading.warnings.map((one) => style.yellow(`warning       ${printableLine(one)}`)),
    claim ? printableLine(`vexor         set ${claim.value} in run ${claim.run} at `
      + `${formatTime(claim.at)}, replacing ${claim.original ?? "nothing"}`)
      : "vexor         does not manage it",
    ...askedLines(asked, style),
    "",
  ].join("\n");
};

/** A slip in the id of a check is an address of nothing as well. */
const explainedOr = (context: Context, address: string): Explanation => {
  try {
    return explain(context, address);
  } catch (error) {
    const isSlip = error instanceof VexorError && error.code === "USAGE";
    const check = isSlip ? checkMeant(address) : null;
    if (check === null) throw error;
    throw new VexorError("USAGE", `${JSON.stringify(address)} is neither an address nor a check`,
      { hint: `Did you mean ${check}?` });
  }
};

export const run: Command = async (context, call) => {
  const [address] = call.args;
  if (!address) {
    throw new VexorError("USAGE", "vexor explain wants an address",
      { hint: "For example: vexor explain sysctl/vm.swappiness, or the id of a check" });
  }
  if (isCheck(address)) {
    explainCheck(context, call, address);
    return 0;
  }
  const found = explainedOr(context, address);
  const asked = await askedOf(context, call, address);
  context.terminal.print(flag(call, "json")
    ? `${shownJson({ format: "vexor.explained/2", ...found, ...asked })}\n`
    : render(found, asked, context.terminal.style));
  return 0;
};
