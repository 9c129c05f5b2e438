/**
 * Who else sets values at run time. A tuning daemon, a client's own configure step or a line in
 * rc.local leaves no sysctl.d file, so a value that looks like nobody's may well be somebody's.
 *
 * Each tool is a function from a setting to evidence. Nothing is read until something is asked.
 * irqbalance is not among them: it moves interrupts by load and wants no value of its own.
 */
import type { Evidence } from "../engine/model.ts";
import type { HostReader } from "../engine/ports.ts";
import type { BootSysctls } from "./boot-sources.ts";
import { lazy } from "./lazy.ts";
import { bootScriptHolders, SCRIPT_PLACES } from "./tools/boot-scripts.ts";
import { commandLineHolders } from "./tools/command-line.ts";
import { firedancerHolders } from "./tools/firedancer.ts";
import type { Holders } from "./tools/holder.ts";
import { networkManagerHolders } from "./tools/network-manager.ts";
import { TUNED_PLACES, tunedHolders } from "./tools/tuned.ts";

/** Files and directories that tell of another value to come, or of nobody's any more. */
export const TOOL_PLACES: readonly string[] = [...SCRIPT_PLACES, ...TUNED_PLACES];

interface TuningTools {
  /** Evidence that tools set this value, or will again; asked as each of them is. */
  holdersOf: Holders;
}

const TOOLS = [
  tunedHolders, networkManagerHolders, firedancerHolders, commandLineHolders, bootScriptHolders,
];

const NONE: readonly Evidence[] = [];

export function readTuningTools(host: HostReader, boot: BootSysctls): TuningTools {
  const tools = lazy(() => TOOLS.map((tool) => tool(host, boot)));
  return {
    holdersOf: (kind, name, live) => {
      let found = NONE;
      for (const holdersOf of tools()) {
        const held = holdersOf(kind, name, live);
        if (held.length > 0) found = [...found, ...held];
      }
      return found;
    },
  };
}
