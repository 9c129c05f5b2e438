/**
 * Everything that runs at boot or when something comes up, and may set a sysctl on the way:
 * rc.local, units and the scripts they start, cron, hooks of all kinds, udev rules, module options
 * (`script-places.ts`). Also cloud-init's files, which act once per instance and so only explain
 * the value that is live, and an /etc/sysctl.conf that no sysctl.d leads to, which somebody may
 * have loaded.
 *
 * Nothing is read until a key is asked for, and then each small text file once.
 */
import type { Evidence } from "../../engine/evidence.ts";
import type { HostReader } from "../../engine/ports.ts";
import type { BootSysctls } from "../boot-sources.ts";
import { lazy } from "../lazy.ts";
import { readIfAllowed } from "../read-if-allowed.ts";
import { parseSysctlFile, pathToKey, type SysctlLine } from "../sysctl-d.ts";
import { canonical } from "../sysctl-value.ts";
import { indexName, type Tool } from "./holder.ts";
import { findMention, wordsOf } from "./mentions.ts";
import { readScripts, type Script } from "./script-files.ts";

const SYSCTL_CONF = "/etc/sysctl.conf";

/** The scripts that have a sysctl's `indexName` among their words. */
type Naming = ReadonlyMap<string, readonly Script[]>;

const NONE: readonly Evidence[] = [];

export function bootScriptHolders(host: HostReader, boot: BootSysctls): Tool {
  const naming = lazy(() => byWord(readScripts(host)));
  const loose = lazy(() => readLooseSysctlConf(host, boot));
  return {
    names: () => new Set([...naming().keys(), ...[...loose().keys()].map(indexName)]),
    holdersOf: (kind, name, live) => {
      if (kind !== "sysctl") return NONE;
      const scripts = naming().get(indexName(name)) ?? [];
      return [...scripts.flatMap((script) => evidenceIn(script, name, live)),
        ...looseEvidence(loose().get(name), live)];
    },
  };
}

/** A script that runs at each boot brings its own value then, also where that is the live one. */
function evidenceIn(
  { path, text, phase, byCloudInit }: Script, name: string, live: string | null,
): readonly Evidence[] {
  const mention = findMention(text, name);
  if (!mention) return NONE;
  const { line, value } = mention;
  const evidence: Evidence = { kind: "file", path, line, says: mention.text };
  if (phase !== null) return [{ ...evidence, restores: value, phase }];
  if (!byCloudInit) return [evidence];
  return value !== null && value !== live ? NONE
    : [{ ...evidence, says: `cloud-init: ${mention.text}` }];
}

function byWord(scripts: readonly Script[]): Naming {
  const index = new Map<string, Script[]>();
  for (const script of scripts) {
    for (const word of wordsOf(script.text)) {
      const having = index.get(word);
      if (having) having.push(script);
      else index.set(word, [script]);
    }
  }
  return index;
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
