/**
 * udev's own key for sysctls (udev(7), "SYSCTL{kernel parameter}"): `SYSCTL{net/…/rp_filter}="2"`
 * writes when the rest of its rule matches. What a rule runs (RUN) is read with the scripts.
 *
 * A rule that asks for more than what a device is called may not match at all: what it would write
 * is taken, and what it brings is unknown.
 */
import { readIfAllowed } from "../read-if-allowed.ts";
import { keyToPath } from "../kernel/sysctl-d.ts";
import { globMatcher } from "../kernel/sysctl-glob.ts";
import { adminLayersOf, layeredFiles, layersOf } from "./layers.ts";
import { PHASES } from "./phase.ts";
import type { ConfiguredTool, ToolContext, ToolSetting } from "./setting.ts";

export const UDEV_FOLDER = "udev/rules.d";

export const udev: ConfiguredTool = {
  name: "udev",
  phase: PHASES.udev,
  places: adminLayersOf(UDEV_FOLDER),
  read: (machine) => layeredFiles(machine.listings, layersOf(UDEV_FOLDER), ".rules")
    .flatMap((path) => settingsIn(machine, path)),
};

interface UdevRule {
  readonly text: string;
  readonly line: number;
}

function settingsIn(machine: ToolContext, path: string): readonly ToolSetting[] {
  const text = readIfAllowed(machine.host, path) ?? "";
  if (!text.includes("SYSCTL{")) return [];
  const jumps = /\bGOTO\s*=/.test(text);
  return rulesOf(text).flatMap((rule) => settingsOf(machine, path, rule, jumps));
}

/** Lines that end in a backslash go on. */
export function rulesOf(text: string): readonly UdevRule[] {
  const rules: UdevRule[] = [];
  let open: UdevRule | null = null;
  for (const [at, raw] of text.split("\n").entries()) {
    if (/^\s*#/.test(raw)) continue;
    const rule: UdevRule = { text: (open?.text ?? "") + raw.replace(/\\$/, ""),
      line: open?.line ?? at + 1 };
    open = raw.endsWith("\\") ? rule : null;
    if (!open) rules.push(rule);
  }
  return open ? [...rules, open] : rules;
}

export interface UdevToken {
  readonly key: string;
  readonly attribute: string;
  readonly operator: string;
  readonly value: string;
}

const TOKEN = /([A-Z_]+)(?:\{([^}]*)\})?\s*(==|!=|\+=|-=|:=|=)\s*e?"((?:[^"\\]|\\.)*)"/g;

export const tokensOf = (text: string): readonly UdevToken[] => [...text.matchAll(TOKEN)]
  .map(([, key = "", attribute = "", operator = "", value = ""]) =>
    ({ key, attribute, operator, value }));

const SURE = /^(ACTION|SUBSYSTEM|KERNEL|NAME)$/;
const KNOWN_SUBSYSTEM = /^(net|cpu|module)$/;
const INTERFACE = /\$name\b|\$kernel\b|%k|\$env\{INTERFACE\}|\$id\b/g;

function settingsOf(
  machine: ToolContext, path: string, { text, line }: UdevRule, jumps: boolean,
): readonly ToolSetting[] {
  const tokens = tokensOf(text);
  const asked = tokens.filter(({ operator }) => operator === "==" || operator === "!=");
  const named = asked.find(({ key, operator }) => key === "KERNEL" && operator === "==");
  const sure = !jumps && asked.every(({ key, operator, value }) => SURE.test(key)
    && operator === "==" && (key !== "SUBSYSTEM" || KNOWN_SUBSYSTEM.test(value)));
  return tokens.filter(({ key, operator }) => key === "SYSCTL" && !/^[!=]=$/.test(operator))
    .flatMap(({ attribute, value }) =>
      interfacesFor(machine, attribute, named?.value).map((name) => ({
        key: keyToPath(attribute.replace(INTERFACE, name)), acts: true, path, line,
        value: sure && !/[$%]/.test(value) ? value : null, says: text.trim(),
      })));
}

/** One that stands for no name at all, where the key has no place for one. */
function interfacesFor(
  { interfaces }: ToolContext, attribute: string, glob: string | undefined,
): readonly string[] {
  INTERFACE.lastIndex = 0;
  if (!INTERFACE.test(attribute)) return [""];
  const globs = (glob ?? "*").split("|").map(globMatcher);
  return interfaces().filter((name) => globs.some((one) => one.test(name)));
}
