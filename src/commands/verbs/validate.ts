import { slipsIn } from "../../detectors/kernel/sysctl-slips.ts";
import type { LoadedHostFile } from "../../engine/host-file/host-file.ts";
import { printableLine } from "../../render/style.ts";
import { flag, type BaseCommand, type BaseContext, type Invocation } from "../shared/context.ts";
import { loadDeclared } from "../shared/load-and-plan.ts";

interface Warning {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** What this kernel or another may take all the same: no error without the machine itself. */
const warningsOf = async (
  context: BaseContext, call: Invocation, { declaration }: LoadedHostFile,
): Promise<readonly Warning[]> => {
  const slips = slipsIn(declaration);
  if (slips.length === 0) return [];
  const { placeOf } = await loadDeclared(context, call, true);
  return slips.map(({ key, message }) => {
    const { file = "", line = 1, column = 1 } = placeOf(["sysctl", key]) ?? {};
    return { file, line, column, message };
  });
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
