/**
 * Everything that runs at boot or when something comes up, and may set a sysctl on the way:
 * rc.local, units and the scripts they start, cron's @reboot, network hooks, udev rules, module
 * options. Also cloud-init's files, which act once per instance and so only explain the value that
 * is live, and an /etc/sysctl.conf that no sysctl.d leads to, which somebody may have loaded.
 *
 * Nothing is read until a key is asked for, and then each small text file once.
 */
import type { Evidence } from "../../engine/model.ts";
import type { HostReader } from "../../engine/ports.ts";
import { OUR_SYSCTL_FILE, type BootSysctls } from "../boot-sources.ts";
import { lazy } from "../lazy.ts";
import { readForUser, readIfAllowed } from "../read-if-allowed.ts";
import { parseSysctlFile, pathToKey, type SysctlLine } from "../sysctl-d.ts";
import { canonical } from "../sysctl-keys.ts";
import { indexName, type Tool } from "./holder.ts";
import { findMention, wordsOf } from "./mentions.ts";

const LARGEST = 64 * 1024;
const MOST_FILES = 200;
const CALL_DEPTH = 2;
const SYSCTL_CONF = "/etc/sysctl.conf";
const SYSTEM_DIRECTORIES = /^\/(usr\/)?s?bin\/|^\/(usr\/)?lib|^\/(proc|sys|dev|run)\//;

/** Files, or directories whose files count. */
const AT_START = [
  "/etc/rc.local", "/etc/rc.d/rc.local", "/etc/systemd/system", "/etc/init.d", "/etc/crontab",
  "/etc/cron.d", "/var/spool/cron/crontabs", "/var/spool/cron", "/etc/network/interfaces",
  "/etc/network/interfaces.d", "/etc/network/if-pre-up.d", "/etc/network/if-up.d",
  "/etc/NetworkManager/dispatcher.d", "/etc/NetworkManager/dispatcher.d/pre-up.d",
  "/etc/networkd-dispatcher/routable.d", "/etc/networkd-dispatcher/configured.d",
  "/etc/udev/rules.d", "/etc/modprobe.d",
];
const BY_CLOUD_INIT = [
  "/etc/cloud/cloud.cfg.d", "/var/lib/cloud/instance/user-data.txt",
  "/var/lib/cloud/instance/scripts", "/var/lib/cloud/scripts/per-boot",
  "/var/lib/cloud/scripts/per-instance", "/var/lib/cloud/scripts/per-once",
];

/** Where somebody writes what runs at boot; cloud-init's files are nobody's to edit. */
export const SCRIPT_PLACES: readonly string[] = AT_START;

interface Script {
  readonly path: string;
  readonly text: string;
  /** Its owner, who chooses what it names: that is read with no more rights than theirs. */
  readonly uid: number;
  readonly byCloudInit: boolean;
}

/** The scripts that have a sysctl's `indexName` among their words. */
type Naming = ReadonlyMap<string, readonly Script[]>;

const NONE: readonly Evidence[] = [];

export function bootScriptHolders(host: HostReader, boot: BootSysctls): Tool {
  const naming = lazy(() => byWord([...withCalled(host, collect(host, AT_START)),
    ...collect(host, BY_CLOUD_INIT).map((script) => ({ ...script, byCloudInit: true }))]));
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

const evidenceIn = (script: Script, name: string, live: string | null): readonly Evidence[] =>
  (script.byCloudInit
    ? mentionIn(script, name, (value) => value === live, "cloud-init: ")
      .map(({ evidence }) => evidence)
    : mentionIn(script, name, () => true).map((one) => restoring(one, live)));

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

function mentionIn(
  { path, text }: Script, name: string, counts: (value: string) => boolean, who = "",
): readonly Said[] {
  const mention = findMention(text, name);
  if (!mention || (mention.value !== null && !counts(mention.value))) return [];
  const says = `${who}${mention.text}`;
  return [{ value: mention.value, evidence: { kind: "file", path, line: mention.line, says } }];
}

interface Said {
  readonly value: string | null;
  readonly evidence: Evidence;
}

/** A script that runs at each boot sets its own value again. */
const restoring = ({ value, evidence }: Said, live: string | null): Evidence =>
  (value === null || value === live ? evidence : { ...evidence, restores: value });

function collect(host: HostReader, places: readonly string[]): readonly Script[] {
  const paths = places.flatMap((place) => {
    const kind = host.stat(place)?.kind;
    if (kind !== "dir") return kind === "file" ? [place] : [];
    return listed(host, place).flatMap((name) => [`${place}/${name}`,
      ...(name.endsWith(".d") ? listed(host, `${place}/${name}`)
        .map((inner) => `${place}/${name}/${inner}`) : [])]);
  });
  return [...new Set(paths)].slice(0, MOST_FILES).flatMap((path) =>
    readScript(host, path, (one) => readIfAllowed(host, one)));
}

function listed(host: HostReader, directory: string): readonly string[] {
  try {
    return host.list(directory);
  } catch {
    return []; // a directory that only root may read
  }
}

/** Not links: a unit in /etc that leads to /usr/lib is the distribution's. */
function readScript(
  host: HostReader, path: string, read: (path: string) => string | null,
): readonly Script[] {
  const stat = host.stat(path);
  if (stat?.kind !== "file" || stat.size > LARGEST) return [];
  if (host.link(path) !== null || path === OUR_SYSCTL_FILE) return [];
  if (path.endsWith("/rc.local") && (stat.mode & 0o111) === 0) return [];
  const text = read(path) ?? "";
  return text.includes("\0") ? [] : [{ path, text, uid: stat.uid, byCloudInit: false }];
}

/** And the files that those name, and again: a unit may start a script that loads a file. */
function withCalled(host: HostReader, scripts: readonly Script[]): readonly Script[] {
  const found = [...scripts];
  const known = new Set(scripts.map(({ path }) => path));
  let latest = scripts;
  for (let step = 0; step < CALL_DEPTH; step++) {
    const called = new Map(latest.flatMap(({ text, uid }) => absolutePaths(text)
      .filter((path) => !SYSTEM_DIRECTORIES.test(path) && !known.has(path))
      .map((path) => [path, uid] as const)).sort(([, a], [, b]) => b - a)); // root's word last
    latest = [...called].slice(0, Math.max(0, MOST_FILES - found.length)).flatMap(([path, uid]) =>
      readScript(host, path, (one) => readForUser(host, uid, one, LARGEST)));
    for (const { path } of latest) known.add(path);
    found.push(...latest);
  }
  return found;
}

const PATH = /\/[\w.@-][\w.@/-]*[\w@-](?=$|[\s"';])/gm;
const MAY_PRECEDE = /[\s"'=@!:+-]/;

/** Paths that begin where a word does. A pattern that said so would be tried at each character. */
function absolutePaths(text: string): readonly string[] {
  const paths: string[] = [];
  PATH.lastIndex = 0;
  for (let found = PATH.exec(text); found !== null; found = PATH.exec(text)) {
    const { index, 0: path } = found;
    if (index === 0 || MAY_PRECEDE.test(text.charAt(index - 1))) paths.push(path);
    else PATH.lastIndex = index + 1;
  }
  return paths;
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
