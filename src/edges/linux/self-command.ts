/** How this program is started again: for units, timers and its own helpers. */
const script = process.argv[1] ?? "";
const isCompiled = script === "" || script.startsWith("/$bunfs/") || script === process.execPath;

export const SELF: readonly string[] = isCompiled ? [process.execPath] : [process.execPath, script];
