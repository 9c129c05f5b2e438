/** What a tool's own configuration says, before anything is asked of it. */
import type { BootPhase } from "../../engine/model/evidence.ts";
import type { HostReader } from "../../ports/host.ts";
import type { Listings } from "./listings.ts";
import type { UnitPath } from "../systemd/unit-files.ts";

/** One sysctl that a tool sets. */
export interface ToolSetting {
  /** Path below /proc/sys. */
  readonly key: string;
  /** As the tool writes it; null when that is unknown. */
  readonly value: string | null;
  /** False where nothing applies the line at boot: it is written down all the same. */
  readonly acts: boolean;
  readonly path: string;
  /** From 1. */
  readonly line?: number;
  readonly says: string;
}

export interface ToolContext {
  readonly host: HostReader;
  readonly listings: Listings;
  readonly units: () => UnitPath;
  /** Interfaces that are there now, loopback included. */
  readonly interfaces: () => readonly string[];
  /** Whether systemd starts one of these units at boot, or it runs now. */
  readonly isActive: (...units: readonly string[]) => boolean;
}

/** A tool with a configuration of its own, that says which sysctls it sets. */
export interface ConfiguredTool {
  readonly name: string;
  readonly phase: BootPhase;
  /** Files and directories that an administrator changes. */
  readonly places: readonly string[];
  readonly read: (machine: ToolContext) => readonly ToolSetting[];
}
