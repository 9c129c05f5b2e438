/**
 * Scripts, units, hooks and cron jobs that write below /sys. What a program does that sets clocks
 * or disks by its own means is not followed: where a script calls one, it may set any of its files.
 */
import type { HostReader } from "../../ports/host.ts";
import type { Listings } from "../tools/listings.ts";
import { readScripts, type Script } from "../tools/script-files.ts";
import { readSysfsScripts } from "../tools/setting-scripts.ts";
import { mayBe } from "../tools/shell/text.ts";
import { outcomeIn, type ScriptSetting } from "../tools/shell/settings.ts";
import { reachesLeaf, type SysfsFile, type SysfsSetter } from "./setter.ts";

const ANY_CLOCK = reachesLeaf("/scaling_governor", "/energy_performance_preference",
  "cpufreq/boost", "/no_turbo");

const PROGRAMS: readonly (readonly [RegExp, SysfsSetter["reaches"]])[] = [
  [/\b(?:cpupower|cpufreq-set|cpufreqctl|powerprofilesctl)\b/, ANY_CLOCK],
  [/\bblockdev\b.*--setf?ra\b|\bhdparm\b.*\s-a/, reachesLeaf("queue/read_ahead_kb")],
  [/\b(?:set_irq_affinity|set_xps_rps|mlnx_affinity|mlnx_tune)\b/,
    reachesLeaf("/rps_cpus", "/xps_cpus", "/rps_flow_cnt")],
];

const calls = ({ path, text, phase }: Script): readonly SysfsSetter[] =>
  PROGRAMS.flatMap(([program, reaches]) => (!program.test(text) ? []
    : text.split("\n").flatMap((said, at): readonly SysfsSetter[] =>
      (/^\s*#/.test(said) || !program.test(said) ? []
        : [{ reaches, value: null, phase,
          evidence: { kind: "file", path, line: at + 1, says: said.trim() } }]))));

const writes = (
  settings: readonly ScriptSetting[], phase: Script["phase"],
): ((file: SysfsFile) => SysfsSetter | null) => ({ names }) => {
  const found = outcomeIn(settings.filter(({ file }) => names.some((name) => mayBe(file, name))));
  if (found === null) return null;
  const { last: { path, line, text }, value, only } = found;
  return { reaches: () => true, value, phase,
    ...value === null && only !== null ? { asks: only } : {},
    evidence: { kind: "file", path, line, says: text } };
};

export interface SysfsScripts {
  readonly calling: readonly SysfsSetter[];
  readonly writing: readonly ((file: SysfsFile) => SysfsSetter | null)[];
}

/** They do what their tool's configuration says, and that is read itself. */
const OF_TOOLS = /^\/etc\/init\.d\/(?:sysfsutils|cpufrequtils|loadcpufreq|laptop-mode|tlp)$/;

export const readScriptSetters = (host: HostReader, listings: Listings): SysfsScripts => {
  const scripts = readScripts(host, listings).filter(({ path }) => !OF_TOOLS.test(path));
  return {
    calling: scripts.flatMap(calls),
    writing: readSysfsScripts(host, scripts)
      .map(({ script: { phase }, settings }) => writes(settings, phase)),
  };
};
