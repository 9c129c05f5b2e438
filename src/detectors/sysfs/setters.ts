/** All that sets a file below /sys beside Vexor. */
import type { HostReader } from "../../ports/host.ts";
import { lazy } from "../lazy.ts";
import { contextOf } from "../tools/configured.ts";
import { readListings } from "../tools/listings.ts";
import { adminLayersOf } from "../tools/layers.ts";
import { scriptPlaces } from "../tools/script-places.ts";
import { TUNED_PLACES } from "../tools/tuned.ts";
import { UDEV_FOLDER } from "../tools/udev.ts";
import { BOOT_LOADER_PLACES } from "../tools/boot-loader.ts";
import { ofCommandLine } from "./command-line.ts";
import { LINE_PLACES, ofSysfsutils, ofTmpfiles } from "./files-of-lines.ts";
import { ofPowerTools, POWER_PLACES } from "./power-tools.ts";
import { readScriptSetters } from "./scripts.ts";
import { sysfsFile, type SysfsSetter } from "./setter.ts";
import { ofTuned } from "./tuned-plugins.ts";
import { ofUdev } from "./udev-rules.ts";

/** A change in these announces another value, or that a tool no longer sets one. */
export const setterPlaces = lazy((): readonly string[] => [...new Set([...scriptPlaces(),
  ...LINE_PLACES, ...adminLayersOf(UDEV_FOLDER), ...TUNED_PLACES, ...POWER_PLACES,
  ...BOOT_LOADER_PLACES])]);

/** By the path below /sys. Nothing is read until one is asked for. */
export const readSetters = (host: HostReader): ((path: string) => readonly SysfsSetter[]) => {
  const listings = readListings(host);
  const machine = contextOf(host, listings);
  const tools = lazy(() => [...ofCommandLine(machine), ...ofTmpfiles(machine), ...ofUdev(machine),
    ...ofSysfsutils(machine), ...ofPowerTools(machine), ...ofTuned(host)]);
  const scripts = lazy(() => readScriptSetters(host, listings));
  return (path) => {
    const file = sysfsFile(host, path);
    return [...tools(), ...scripts().calling].filter(({ reaches }) => reaches(file))
      .concat(scripts().writing.flatMap((find) => find(file) ?? []));
  };
};
