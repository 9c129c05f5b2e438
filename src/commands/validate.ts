import { flag, type BareCommand } from "./context.ts";
import { loadDeclared } from "./planning.ts";

export const run: BareCommand = async (context, call) => {
  const { declaration, sources } = await loadDeclared(context, call);
  const files = sources.map((source) => source.file);
  context.terminal.print(flag(call, "json")
    ? `${JSON.stringify({ format: "vexor.validated/1", host: declaration.host, files }, null, 2)}\n`
    : `${files.join(", ")}: valid, for ${declaration.host}.\n`);
  return 0;
};
