/**
 * Everything that runs at boot or when something comes up, and may set a sysctl on the way:
 * rc.local, units and the scripts they start, cron's @reboot, network hooks, udev rules, module
 * options. Also cloud-init's files, which act once per instance and so only explain the value that
 * is live, and an /etc/sysctl.conf that no sysctl.d leads to, which somebody may have loaded.
 *
 * Nothing is read until a key is asked for, and then each small text file once.
 */
import type { Phase } from "../../engine/evidence.ts";
import type { Evidence } from "../../engine/model.ts";
import type { HostReader } from "../../engine/ports.ts";
import { OUR_SYSCTL_FILE, type BootSysctls } from "../boot-sources.ts";
import { lazy } from "../lazy.ts";
import { readForUser, readIfAllowed } from "../read-if-allowed.ts";
import { parseSysctlFile, pathToKey, type SysctlLine } from "../sysctl-d.ts";
import { canonical } from "../sysctl-keys.ts";
import { indexName, type Tool } from "./holder.ts";
import { findMention, wordsOf } from "./mentions.ts";
import { PHASES, spanning } from "./phase.ts";

const LARGEST = 64 * 1024;
const MOST_FILES = 200;
const CALL_DEPTH = 2;
const SYSCTL_CONF = "/etc/sysctl.conf";
const SYSTEM_DIRECTORIES = /^\/(usr\/)?s?bin\/|^\/(usr\/)?lib|^\/(proc|sys|dev|run)\//;

/** Files, or directories whose files count, and when in the boot they do what they say. */
const AT_START: readonly (readonly [phase: Phase, places: readonly string[]])[] = [
  [PHASES.rcLocal, ["/etc/rc.local", "/etc/rc.d/rc.local"]],
  [PHASES.unit, ["/etc/systemd/system", "/etc/init.d", "/var/lib/cloud/scripts/per-boot"]],
  [PHASES.cron, ["/etc/crontab", "/etc/cron.d", "/var/spool/cron/crontabs", "/var/spool/cron"]],
  [PHASES.network, ["/etc/network/interfaces", "/etc/network/interfaces.d",
    "/etc/network/if-pre-up.d", "/etc/network/if-up.d", "/etc/NetworkManager/dispatcher.d",
    "/etc/NetworkManager/dispatcher.d/pre-up.d", "/etc/networkd-dispatcher/routable.d",
    "/etc/networkd-dispatcher/configured.d"]],
  [PHASES.udev, ["/etc/udev/rules.d"]],
  [PHASES.module, ["/etc/modprobe.d"]],
];
const BY_CLOUD_INIT = [
  "/etc/cloud/cloud.cfg.d", "/var/lib/cloud/instance/user-data.txt",
  "/var/lib/cloud/instance/scripts", "/var/lib/cloud/scripts/per-instance",
  "/var/lib/cloud/scripts/per-once",
];

/** Where somebody writes what runs at boot; cloud-init's files are nobody's to edit. */
export const SCRIPT_PLACES: readonly string[] = AT_START.flatMap(([, places]) => places)
  .filter((place) => !place.startsWith("/var/lib/cloud/"));

interface Script {
  readonly path: string;
  readonly text: string;
  /** Its owner, who chooses what it names: that is read with no more rights than theirs. */
  readonly uid: number;
  /** Null for cloud-init's, which act once per instance. */
  readonly phase: Phase | null;
}

/** The scripts that have a sysctl's `indexName` among their words. */
type Naming = ReadonlyMap<string, readonly Script[]>;

const NONE: readonly Evidence[] = [];

export function bootScriptHolders(host: HostReader, boot: BootSysctls): Tool {
  const naming = lazy(() => byWord([...withCalled(host, atStart(host)),
    ...readAll(host, placesIn(host, BY_CLOUD_INIT, null))]));
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
  { path, text, phase }: Script, name: string, live: string | null,
): readonly Evidence[] {
  const mention = findMention(text, name);
  if (!mention) return NONE;
  const { line, value } = mention;
  const evidence: Evidence = { kind: "file", path, line, says: mention.text };
  if (phase !== null) return [{ ...evidence, restores: value, phase }];
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

interface Place {
  readonly path: string;
  readonly phase: Phase | null;
}

function atStart(host: HostReader): readonly Script[] {
  const places = AT_START.flatMap(([phase, all]) => placesIn(host, all, phase));
  return readAll(host, [...new Map(places.map((place) => [place.path, place])).values()]);
}

const placesIn = (
  host: HostReader, places: readonly string[], phase: Phase | null,
): readonly Place[] => places.flatMap((place) => {
  const kind = host.stat(place)?.kind;
  if (kind !== "dir") return kind === "file" ? [{ path: place, phase }] : [];
  return listed(host, place).flatMap((name) => [`${place}/${name}`,
    ...(name.endsWith(".d") ? listed(host, `${place}/${name}`)
      .map((inner) => `${place}/${name}/${inner}`) : [])]).map((path) => ({ path, phase }));
});

const readAll = (host: HostReader, places: readonly Place[]): readonly Script[] =>
  places.slice(0, MOST_FILES).flatMap(({ path, phase }) =>
    readScript(host, path, phase, (one) => readIfAllowed(host, one)));

function listed(host: HostReader, directory: string): readonly string[] {
  try {
    return host.list(directory);
  } catch {
    return []; // a directory that only root may read
  }
}

/** Not links: a unit in /etc that leads to /usr/lib is the distribution's. */
function readScript(
  host: HostReader, path: string, phase: Phase | null,
  read: (path: string) => string | null,
): readonly Script[] {
  const stat = host.stat(path);
  if (stat?.kind !== "file" || stat.size > LARGEST) return [];
  if (host.link(path) !== null || path === OUR_SYSCTL_FILE) return [];
  if (path.endsWith("/rc.local") && (stat.mode & 0o111) === 0) return [];
  const text = read(path) ?? "";
  return text.includes("\0") ? [] : [{ path, text, uid: stat.uid, phase }];
}

interface Caller {
  readonly uid: number;
  readonly phase: Phase | null;
}

/** A file that several name runs with each of them; root's word on whose it is comes last. */
function calledBy(scripts: readonly Script[]): ReadonlyMap<string, Caller> {
  const called = new Map<string, Caller>();
  for (const { text, uid, phase } of scripts.toSorted((one, other) => other.uid - one.uid)) {
    for (const path of absolutePaths(text)) {
      const before = called.get(path);
      called.set(path, { uid, phase: before ? spanning(before.phase, phase) : phase });
    }
  }
  return called;
}

/** And the files that those name, and again: a unit may start a script that loads a file. */
function withCalled(host: HostReader, scripts: readonly Script[]): readonly Script[] {
  const found = [...scripts];
  const known = new Set(scripts.map(({ path }) => path));
  let latest = scripts;
  for (let step = 0; step < CALL_DEPTH; step++) {
    const called = [...calledBy(latest)]
      .filter(([path]) => !SYSTEM_DIRECTORIES.test(path) && !known.has(path));
    latest = called.slice(0, Math.max(0, MOST_FILES - found.length))
      .flatMap(([path, { uid, phase }]) =>
        readScript(host, path, phase, (one) => readForUser(host, uid, one, LARGEST)));
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
