/**
 * The texts of what runs when a machine starts, and of what that names in turn: a unit may start a
 * script that loads a file. Nothing is run.
 *
 * What root's own files lead to may lie in a directory where another user may put anything, a link
 * to a secret too. So a file is taken for its weakest owner's: that of any directory or link on the
 * way, and it is opened with that user's rights.
 */
import type { BootPhase } from "../../engine/model/evidence.ts";
import type { HostReader } from "../../ports/host.ts";
import { OUR_SYSCTL_FILE } from "../kernel/sysctl-boot-sources.ts";
import { readListings, type Listings } from "./listings.ts";
import { readForUser, readIfAllowed, weakestOwner } from "../read-if-allowed.ts";
import { PHASES, spanning } from "./phase.ts";
import { AT_START, BY_CLOUD_INIT, dracutShipped, UNIT_PLACES } from "./script-places.ts";
import { tunedScripts } from "./tuned.ts";

export const LARGEST_SCRIPT = 256 * 1024;
const LARGEST_SHIPPED = 64 * 1024;
const MOST_FILES = 4000;
const MOST_CALLED = 1000;
const CALL_DEPTH = 2;
/** What the distribution ships is read where a unit starts it, and not wherever it is named. */
export const SHIPPED = /^\/(usr\/)?(s?bin|lib|lib64|libexec|share)\//;
/** No scripts lie there. */
const NOWHERE = new RegExp(["^/(?:[^/]*$", "(?:proc|sys|dev|boot)/",
  "var/(?:lib/(?:apt|dpkg)|run|log|cache|mail|backups)/",
  "run/(?!(?:systemd|udev|modprobe\\.d)/))"].join("|"));
const OTHER_FILES = new Set(["/usr/games",
  ...["passwd", "group", "shadow", "hosts", "fstab", "os-release", "localtime"]
    .map((name) => `/etc/${name}`)]);
const BIN = /^\/(?:usr\/)?s?bin\/([^/]+)$/;
const PROGRAMS = new Set(("sh bash dash env true false kill echo cat test rm cp mv ln ls mkdir"
  + " chmod chown sleep grep sed awk sysctl modprobe ip systemctl taskset").split(" "));

const isNever = (path: string): boolean => NOWHERE.test(path) || OTHER_FILES.has(path)
  || PROGRAMS.has(BIN.exec(path)?.[1] ?? "");

/** An administrator's, also where it is a script of the distribution that runs them. */
const SOURCED = /^\/etc\/(default|sysconfig)\//;
const SETTINGS: readonly string[] = ["/etc/default", "/etc/sysconfig"];

/** Of systemd's own units and generators, none names a sysctl. */
const SYSTEMD_OWN = /^(systemd-|getty@|autovt@|dbus|ctrl-alt-del)/;

export interface Script {
  readonly path: string;
  readonly text: string;
  /** Its owner, who chooses what it names: that is read with no more rights than theirs. */
  readonly uid: number;
  /** Null where it acts once, and that may be over. */
  readonly phase: BootPhase | null;
  readonly byCloudInit: boolean;
  /** It is here because another one names it, and not for the place where it stands. */
  readonly isCalled: boolean;
  /** Settings of a script that is not known: by a name that it computes, it may source them. */
  readonly isAside?: true;
}

interface ScriptPlace {
  readonly path: string;
  readonly phase: BootPhase | null;
}

export function readScripts(
  host: HostReader, listings = readListings(host),
): readonly Script[] {
  const places = [...AT_START.flatMap(({ paths, phase, once }) =>
    placesIn(host, listings, paths, once ? null : phase)),
  ...dracutModules(listings), ...vendorUnits(host, listings),
  ...(listings.mayExist("/etc/tuned/active_profile") ? tunedScripts(host) : [])
    .map((path) => ({ path, phase: PHASES.toolDaemon }))];
  const own = readEach(host, places);
  const byCloudInit = placesIn(host, listings, BY_CLOUD_INIT, null).flatMap((place) => {
    const script = readPlaced(host, place);
    return script ? [{ ...script, byCloudInit: true }] : [];
  });
  const found = withCalled(host, own);
  return [...found, ...asides(host, listings, found), ...byCloudInit];
}

/** Files that scripts source for their settings, and that no script names literally. */
function asides(
  host: HostReader, listings: Listings, found: readonly Script[],
): readonly Script[] {
  const known = new Set(found.map(({ path }) => path));
  const phase = spanning(PHASES.earlyUnit, PHASES.unit);
  return readEach(host, SETTINGS.flatMap((place) => placesIn(host, listings, [place], phase))
    .filter(({ path }) => !known.has(path)))
    .map((script) => ({ ...script, isAside: true }));
}

/** Those that systemd runs at the boot, and again whenever it reads its units again. */
export function readGenerators(host: HostReader): readonly Script[] {
  const listings = readListings(host);
  const places = AT_START.filter(({ phase }) => phase === PHASES.generator)
    .flatMap(({ paths, phase }) => placesIn(host, listings, paths, phase));
  return withCalled(host, readEach(host, places));
}

/** A path that two places have is taken with the first. */
const readEach = (host: HostReader, places: readonly ScriptPlace[]): readonly Script[] => {
  const own = new Map<string, Script>();
  for (const place of places.slice(0, MOST_FILES)) {
    const script = readPlaced(host, place);
    if (script && !own.has(script.path)) own.set(script.path, script);
  }
  return [...own.values()];
};

const SYSV = /^\/etc\/(rc\.d\/)?init\.d$/;
const VENDOR_UNITS = ["/usr/lib/systemd/system", "/lib/systemd/system"];

/** Also where it leads nowhere. A vendor's directory of units is long: only names are asked for. */
const hasUnit = (host: HostReader, { list }: Listings, unit: string): boolean =>
  UNIT_PLACES.some((directory) => list(directory).includes(unit))
    || VENDOR_UNITS.map((directory) => `${directory}/${unit}`)
      .some((path) => host.stat(path) !== null || host.link(path) !== null);

/** systemd starts no script of System V for which there is a unit, or a mask, of its name. */
const withoutUnits = (
  host: HostReader, listings: Listings, names: readonly string[],
): readonly string[] =>
  names.filter((name) => !hasUnit(host, listings, `${name.replace(/\.sh$/, "")}.service`));

const PULLS = /\.(wants|requires|upholds)$/;

const placesIn = (
  host: HostReader, listings: Listings, places: readonly string[], phase: BootPhase | null,
): readonly ScriptPlace[] => places.filter(listings.mayExist).flatMap((place) => {
  const kind = host.stat(place)?.kind;
  if (kind !== "dir") return kind === "file" ? [{ path: place, phase }] : [];
  const all = listings.list(place).filter((name) => !PULLS.test(name));
  const names = SYSV.test(place) ? withoutUnits(host, listings, all) : all;
  const own = SHIPPED.test(place) ? names.filter((name) => !SYSTEMD_OWN.test(name)) : names;
  return own.flatMap((name) => [`${place}/${name}`,
    ...(name.endsWith(".d") ? listings.list(`${place}/${name}`)
      .map((inner) => `${place}/${name}/${inner}`) : [])]).map((path) => ({ path, phase }));
});

const DRACUT = "/usr/lib/dracut/modules.d";

/** An administrator's own stand beside those of the distribution. */
const dracutModules = ({ list }: Listings): readonly ScriptPlace[] =>
  list(DRACUT).filter((name) => !dracutShipped().test(name)).flatMap((name) =>
    list(`${DRACUT}/${name}`)
      .map((file) => ({ path: `${DRACUT}/${name}/${file}`, phase: PHASES.initramfs })));

/** The distribution's services that a link in /etc starts, by themselves or by their timer. */
function vendorUnits(host: HostReader, { list }: Listings): readonly ScriptPlace[] {
  const placed = UNIT_PLACES.flatMap((directory) =>
    list(directory).map((name) => ({ directory, name })));
  const replaced = new Set(placed.map(({ name }) => name));
  const names = new Set(placed.filter(({ name }) => PULLS.test(name))
    .flatMap(({ directory, name }) => list(`${directory}/${name}`))
    .map((unit) => unit.replace(/\.(timer|socket|path)$/, ".service"))
    .map((unit) => unit.replace(/@.*(?=\.service$)/, "@"))
    .filter((unit) => unit.endsWith(".service") && !SYSTEMD_OWN.test(unit)
      && !replaced.has(unit)));
  const directory = host.stat("/usr/lib/systemd/system") ? "/usr/lib" : "/lib";
  return [...names].map((unit) =>
    ({ path: `${directory}/systemd/system/${unit}`, phase: PHASES.unit }));
}

/** A link's file is taken under its own name, and not at all if the distribution shipped it. */
function readPlaced(host: HostReader, { path, phase }: ScriptPlace): Script | null {
  if (phase === PHASES.generator && !isProgram(host, path)) return null;
  if (SHIPPED.test(path) || host.link(path) === null) {
    return readScript(host, path, phase, () => readIfAllowed(host, path));
  }
  const real = host.resolve(path);
  if (real === null || SHIPPED.test(real) || isNever(real)) return null;
  return readScript(host, real, phase, () => readAs(host, weakestOwner(host, path), real));
}

const isProgram = (host: HostReader, path: string): boolean =>
  ((host.stat(path)?.mode ?? 0) & 0o111) !== 0;

/** Root's own way costs no look-up of a user. */
export const readAs = (host: HostReader, uid: number, path: string): string | null =>
  (uid === 0 ? readIfAllowed(host, path) : readForUser(host, uid, path, LARGEST_SCRIPT));

function readScript(
  host: HostReader, path: string, phase: BootPhase | null, read: () => string | null,
): Script | null {
  const stat = host.stat(path);
  if (stat?.kind !== "file" || path === OUR_SYSCTL_FILE) return null;
  if (stat.size > (SHIPPED.test(path) ? LARGEST_SHIPPED : LARGEST_SCRIPT)) return null;
  if (path.endsWith("/rc.local") && !isProgram(host, path)) return null;
  const text = read() ?? "";
  if (text === "" || text.includes("\0")) return null;
  return { path, text, uid: stat.uid, byCloudInit: false, isCalled: false,
    phase: phase === PHASES.unit ? phaseOfUnit(text) : phase };
}

/** Without its default dependencies, a unit may run before the sysctl files are applied. */
const phaseOfUnit = (text: string): BootPhase => {
  if (!/^\s*DefaultDependencies\s*=\s*(no|false|off|0|n|f)\s*$/im.test(text)) return PHASES.unit;
  return /^\s*After\s*=.*\b(systemd-sysctl\.service|sysinit\.target|network)/m.test(text)
    ? PHASES.network : PHASES.earlyUnit;
};

const HOME = /\$(?:HOME\b|\{HOME\})|(?<![^\s"';&|(])~(?=\/)/g;

/** What root's own start files lead to, by its path. */
export const atHome = ({ path, text }: Script): string =>
  (path.startsWith("/root/") && !/\bHOME=/.test(text) ? text.replace(HOME, "/root") : text);

const REMARKS = /^[ \t]*#.*$/gm;

interface ScriptCaller {
  readonly uid: number;
  readonly phase: BootPhase | null;
}

/** A file that several name runs with each of them; root's word on whose it is comes last. */
function calledBy(scripts: readonly Script[]): ReadonlyMap<string, ScriptCaller> {
  const called = new Map<string, ScriptCaller>();
  for (const script of scripts.toSorted((one, other) => other.uid - one.uid)) {
    const { uid, phase } = script;
    const text = atHome(script).replace(REMARKS, "");
    const isUnit = /\.(service|conf)$/.test(script.path) && text.includes("Exec");
    const isShipped = SHIPPED.test(script.path) && !isUnit;
    for (const path of absolutePaths(isUnit ? commandsIn(text) : text)) {
      if (isNever(path) || (SHIPPED.test(path) && !isUnit)) continue;
      if (isShipped && !SOURCED.test(path)) continue;
      const before = called.get(path);
      called.set(path, { uid, phase: before ? spanning(before.phase, phase) : phase });
    }
  }
  return called;
}

const commandsIn = (text: string): string =>
  (text.match(/^\s*Exec\w*=(?:.*\\\n)*.*$/gm) ?? []).join("\n");

/** And the files that those name, and again. */
function withCalled(host: HostReader, scripts: readonly Script[]): readonly Script[] {
  const found = [...scripts];
  const known = new Set(scripts.map(({ path }) => path));
  let latest = scripts;
  for (let step = 0; step < CALL_DEPTH; step++) {
    const called = [...calledBy(latest)].filter(([path]) => !known.has(path));
    latest = called.slice(0, MOST_CALLED).flatMap(([path, { uid, phase }]) =>
      readCalled(host, path, uid, phase) ?? []);
    for (const { path } of latest) known.add(path);
    found.push(...latest);
  }
  return found;
}

/** A program of the distribution is not an administrator's script: only texts that name it are. */
function readCalled(
  host: HostReader, path: string, uid: number, phase: BootPhase | null,
): Script | null {
  let reader = uid;
  const script = readScript(host, path, phase, () => {
    if (uid === 0 && !SHIPPED.test(path)) reader = weakestOwner(host, path);
    return readAs(host, reader, path);
  });
  if (!script || (SHIPPED.test(path) && !script.text.startsWith("#!"))) return null;
  return { ...script, isCalled: true, phase, uid: reader === 0 ? script.uid : reader };
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
