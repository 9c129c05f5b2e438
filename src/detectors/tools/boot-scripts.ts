/**
 * Everything that runs at boot or when something comes up, and may set a sysctl on the way:
 * rc.local, units and the scripts they start, cron, hooks of all kinds, udev rules, module options
 * (`script-places.ts`). Also cloud-init's files, which act once per instance and so only explain
 * the value that is live, and an /etc/sysctl.conf that no sysctl.d leads to, which an administrator
 * may have loaded.
 *
 * Nothing is read until a key is asked for, and then each small text file once.
 */
import type { Evidence } from "../../engine/model/evidence.ts";
import type { HostReader } from "../../ports/host.ts";
import type { BootSysctls } from "../kernel/sysctl-boot-sources.ts";
import { lazy } from "../lazy.ts";
import type { Listings } from "./listings.ts";
import { readIfAllowed } from "../read-if-allowed.ts";
import { parseSysctlFile, pathToKey, type SysctlLine } from "../kernel/sysctl-d.ts";
import { canonical } from "../kernel/sysctl-value.ts";
import { indexName, type Tool } from "./tool.ts";
import { spanning } from "./phase.ts";
import { readScripts, type Script } from "./script-files.ts";
import { fileOf, keyOf, outcome, touches, type SettingOutcome,
  type ScriptSetting } from "./shell/settings.ts";
import { ANY } from "./shell/text.ts";
import { readSettingScripts, type SettingScript } from "./setting-scripts.ts";

const SYSCTL_CONF = "/etc/sysctl.conf";

const NONE: readonly Evidence[] = [];

export function bootScriptTool(host: HostReader, boot: BootSysctls, listings: Listings): Tool {
  const scripts = lazy(() => indexScripts(readSettingScripts(host, readScripts(host, listings))));
  const loose = lazy(() => readLooseSysctlConf(host, boot));
  return {
    names: () => new Set([...scripts().byName.keys(), ...[...loose().keys()].map(indexName)]),
    reachesFurther: () => scripts().further.length > 0,
    reaches: (name) => scripts().further.some(({ settings }) =>
      settings.some((one) => keyOf(one) === null && touches(one, name))),
    otherManagersOf: (name, live) => {
      const { byName, further } = scripts();
      const naming = byName.get(indexName(name)) ?? [];
      const asked = further.length === 0 ? naming : [...new Set([...naming, ...further])];
      return [...merged(asked.flatMap((script) => saidBy(script, name)))
        .flatMap((said) => evidenceOf(said, live)), ...looseEvidence(loose().get(name), live)];
    },
  };
}

interface ScriptOutcome extends SettingOutcome {
  readonly script: Pick<Script, "phase" | "byCloudInit">;
}

const saidBy = ({ script, settings }: SettingScript, name: string): readonly ScriptOutcome[] => {
  const said = outcome(settings, name);
  return said === null ? [] : [{ ...said, script }];
};

const withPhaseOf = (sum: ScriptOutcome, other: ScriptOutcome): ScriptOutcome =>
  ({ ...sum, script: { ...sum.script,
    phase: spanning(sum.script.phase, other.script.phase) } });

const isSameLine = ({ last: { path, line } }: ScriptOutcome, { last }: ScriptOutcome): boolean =>
  path === last.path && line === last.line;

/** Two units start one script, each with arguments of its own, and the line says the same. */
const isRepeated = (one: ScriptOutcome, other: ScriptOutcome): boolean =>
  isSameLine(one, other) && one.value === other.value && one.only === other.only
    && wordsOf(one.last) === wordsOf(other.last)
    && one.script.byCloudInit === other.script.byCloudInit;

/**
 * A line that one script certainly comes to, and another perhaps: it brings its value, at any of
 * their times. So does one that several come to.
 */
const merged = (all: readonly ScriptOutcome[]): readonly ScriptOutcome[] => {
  if (all.length < 2) return all;
  const once = all.filter((one, at) => all.findIndex((other) => isRepeated(one, other)) === at)
    .map((one) => all.filter((other) => other !== one && isRepeated(other, one))
      .reduce(withPhaseOf, one));
  const isSame = (one: ScriptOutcome, other: ScriptOutcome): boolean =>
    one.value === null && one.only !== null && one.only === other.value && isSameLine(one, other);
  const certain = once.filter((one) => !once.some((other) => isSame(one, other)));
  return certain.map((one) => once.filter((other) => isSame(other, one)).reduce(withPhaseOf, one));
};

/** A script that runs at each boot brings its own value then, also where that is the live one. */
function evidenceOf(
  { last, value, script: { phase, byCloudInit } }: ScriptOutcome, live: string | null,
): readonly Evidence[] {
  const { path, line } = last;
  const evidence: Evidence = { kind: "file", path, line, says: wordsOf(last) };
  if (phase !== null) return [{ ...evidence, restores: value, phase }];
  if (!byCloudInit) return [evidence];
  return last.value !== null && last.value !== live ? NONE
    : [{ ...evidence, says: `cloud-init: ${evidence.says}` }];
}

/** The line; where that does not name a key, also which it may set. */
function wordsOf(setting: ScriptSetting): string {
  if (keyOf(setting) !== null) return setting.text;
  const which = pathToKey(setting.file.slice(fileOf("").length)).replaceAll(ANY, "*");
  return `${setting.text}; it may set ${which === "*" ? "any sysctl" : which}`;
}

interface ScriptIndex {
  readonly byName: ReadonlyMap<string, readonly SettingScript[]>;
  /** Those that may set what they do not name. */
  readonly further: readonly SettingScript[];
}

function indexScripts(scripts: readonly SettingScript[]): ScriptIndex {
  const byName = new Map<string, SettingScript[]>();
  for (const script of scripts) {
    const names = new Set(script.settings.map(keyOf).filter((key) => key !== null).map(indexName));
    for (const name of names) {
      const having = byName.get(name);
      if (having) having.push(script);
      else byName.set(name, [script]);
    }
  }
  const further = scripts.filter(({ settings }) => settings.some((one) => keyOf(one) === null));
  return { byName, further };
}

function looseEvidence(said: SysctlLine | undefined, live: string | null): readonly Evidence[] {
  if (!said || said.value === null || canonical(said.value) !== live) return [];
  const says = `${pathToKey(said.key)} = ${live}; no sysctl.d leads here, as if loaded by hand `
    + "(sysctl -p)";
  return [{ kind: "file", path: SYSCTL_CONF, line: said.line, says }];
}

/** The last line for each key. */
function readLooseSysctlConf(
  host: HostReader, boot: BootSysctls,
): ReadonlyMap<string, SysctlLine> {
  const text = readIfAllowed(host, SYSCTL_CONF);
  if (text === null || boot.files.some((file) => file.realPath === SYSCTL_CONF)) {
    return new Map();
  }
  return new Map(parseSysctlFile(text).filter(({ value }) => value !== null)
    .map((line) => [line.key, line]));
}
