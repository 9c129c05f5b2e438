/**
 * Who else sets values at run time. A tuning daemon, a client's own configure step or a line in
 * rc.local leaves no sysctl.d file, so a value without a source may still be an administrator's.
 *
 * Each tool is a function from a sysctl to evidence. Nothing is read until something is asked, and
 * then an index shows which of them name a sysctl: hardly any is named. irqbalance is not among
 * them: it moves interrupts by load and wants no value of its own.
 */
import type { Evidence } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import type { BootSysctls } from "../kernel/sysctl-boot-sources.ts";
import { lazy } from "../lazy.ts";
import { bootScriptTool } from "./boot-scripts.ts";
import { commandLineTool } from "./command-line.ts";
import { configuredTool, configuredPlaces } from "./configured.ts";
import { firedancerTool } from "./firedancer.ts";
import { readListings, type Listings } from "./listings.ts";
import { indexName, type FindOtherManagers, type Tool } from "./tool.ts";
import { networkManagerTool } from "./network-manager.ts";
import { scriptPlaces } from "./script-places.ts";
import { TUNED_PLACES, tunedTool } from "./tuned.ts";

/** Files and directories that announce another value, or that a tool no longer sets one. */
export const toolPlaces = lazy((): readonly string[] =>
  [...new Set([...scriptPlaces(), ...configuredPlaces(), ...TUNED_PLACES])]);

interface TuningTools {
  /** Evidence that tools set this value, or will again; asked as each of them is. */
  otherManagersOf: FindOtherManagers;
  /** All that a tool names, as an index has it; more may be reached by a pattern. */
  names(): readonly string[];
  /** True when no tool has anything to say of this sysctl, whatever its value is. */
  isSilent(name: string): boolean;
}

type MakeTool = (host: HostReader, boot: BootSysctls, listings: Listings) => Tool;

export const TOOLS: readonly MakeTool[] = [
  tunedTool, networkManagerTool, firedancerTool, commandLineTool, configuredTool,
  bootScriptTool,
];

const NONE: readonly Evidence[] = [];

export function readTuningTools(
  host: HostReader, boot: BootSysctls, listings = readListings(host),
): TuningTools {
  const tools = lazy(() => TOOLS.map((tool) => tool(host, boot, listings)));
  const speaking = lazy(() => indexByName(tools()));
  const reaching = lazy(() => tools().filter((tool) => tool.reachesFurther?.()));
  const askedOf = (name: string): readonly Tool[] | undefined => {
    const naming = speaking().get(indexName(name));
    if (reaching().length === 0) return naming; // as on nearly every machine
    const others = reaching().filter((tool) => tool.reaches?.(name) && !naming?.includes(tool));
    return others.length === 0 ? naming : [...naming ?? [], ...others];
  };
  return {
    names: () => [...speaking().keys()],
    otherManagersOf: (name, live, target) => {
      const found = askedOf(name)?.flatMap(({ otherManagersOf }) =>
        otherManagersOf(name, live, target)) ?? NONE;
      const acting = found.filter(({ phase }) => phase);
      if (acting.length === 0) return found;
      const again = tools().flatMap((tool) => tool.again?.(name) ?? NONE)
        .filter((one) => acting.some(({ restores }) => restores !== one.restores));
      return again.length === 0 ? found : [...found, ...again];
    },
    isSilent: (name) => askedOf(name) === undefined,
  };
}

function indexByName(tools: readonly Tool[]): ReadonlyMap<string, readonly Tool[]> {
  const index = new Map<string, Tool[]>();
  for (const tool of tools) {
    for (const name of tool.names()) {
      const others = index.get(name);
      if (others) others.push(tool);
      else index.set(name, [tool]);
    }
  }
  return index;
}
