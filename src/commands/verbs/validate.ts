import { slipsIn } from "../../detectors/kernel/sysctl-slips.ts";
import type { Pointer } from "../../engine/host-file/host-file-source.ts";
import type { LoadedHostFile } from "../../engine/host-file/host-file.ts";
import { formatPlaced, VexorError, type SourceLocation } from "../../engine/model/errors.ts";
import { printableLine } from "../../render/style.ts";
import { flag, type BaseCommand, type BaseContext, type Invocation } from "../shared/context.ts";
import { loadDeclared } from "../shared/load-and-plan.ts";

interface Warning extends SourceLocation {
  readonly message: string;
}

/** What no kernel takes fails a pipeline: no plan would ever write it. */
const refuseCertain = (wrong: readonly Warning[]): void => {
  const [first, ...more] = wrong;
  if (first === undefined) return;
  const { message, ...place } = first;
  const others = more.map((one) => `\n${formatPlaced({ place: one, message: one.message })}`);
  throw new VexorError("HOST_FILE_INVALID", message + others.join(""),
    { hint: "No plan writes that value on any machine: correct it.", place });
};

/** A name that no known kernel has may be one of this machine's: only a plan there tells. */
const warningsOf = async (
  context: BaseContext, call: Invocation, { declaration, remarks }: LoadedHostFile,
): Promise<readonly Warning[]> => {
  const [slips, others] = [slipsIn(declaration), remarks()];
  if (slips.length + others.length === 0) return [];
  const { placeOf } = await loadDeclared(context, call, true);
  const placed = (at: Pointer, message: string): Warning => {
    const { file = "", line = 1, column = 1 } = placeOf(at) ?? {};
    return { file, line, column, message };
  };
  const of = (certain: boolean): readonly Warning[] =>
    slips.filter(({ isCertain }) => isCertain === certain)
      .map(({ key, message }) => placed(["sysctl", key], message));
  refuseCertain(of(true));
  return [...of(false), ...others.map(({ at, message }) => placed(at, message))];
};

export const run: BaseCommand = async (context, call) => {
  const loaded = await loadDeclared(context, call);
  const { declaration, sources } = loaded;
  const warnings = await warningsOf(context, call, loaded);
  const files = sources.map((source) => source.file);
  for (const { file, line, column, message } of warnings) {
    context.terminal.note(printableLine(`vexor: ${file}:${line}:${column}: warning: ${message}`));
  }
  context.terminal.print(flag(call, "json")
    ? `${JSON.stringify({ format: "vexor.validated/1", host: declaration.host, files, warnings },
      null, 2)}\n`
    : `${files.join(", ")}: valid, for ${declaration.host}.\n`);
  return 0;
};
