/** Parameters of the kernel that set a file below /sys, of this boot and of the next one. */
import { COMMAND_LINE, factsOf } from "../kernel/kernel-facts.ts";
import { readIfAllowed } from "../read-if-allowed.ts";
import { newBootWords } from "../tools/boot-loader.ts";
import { PHASES } from "../tools/phase.ts";
import type { ToolContext } from "../tools/setting.ts";
import type { Evidence } from "../../engine/model/evidence.ts";
import { reachesLeaf, type SysfsSetter } from "./setter.ts";

const PARAMETERS: readonly (readonly [name: string, end: string])[] = [
  ["transparent_hugepage", "transparent_hugepage/enabled"],
  ["cpufreq.default_governor", "/scaling_governor"],
];

const settersFor = (
  words: string, evidenceOf: (word: string) => Evidence, isSure: boolean,
): readonly SysfsSetter[] => PARAMETERS.flatMap(([name, end]): readonly SysfsSetter[] => {
  const value = factsOf(words).parameter(name);
  return value === null ? [] : [{ reaches: reachesLeaf(end), value: isSure ? value : null,
    ...isSure ? {} : { asks: value }, phase: PHASES.commandLine,
    evidence: evidenceOf(`${name}=${value}`) }];
});

export const ofCommandLine = (machine: ToolContext): readonly SysfsSetter[] => [
  ...settersFor(readIfAllowed(machine.host, COMMAND_LINE) ?? "", (word) => ({ kind: "kernel",
    path: COMMAND_LINE, says: `the kernel's command line has ${word}` }), true),
  ...newBootWords(machine).flatMap(({ words, path, line }) => settersFor(words.join(" "),
    (word) => ({ kind: "tool", path, line,
      says: `the boot loader: ${word}, which the command line of this boot lacks` }), false)),
];
