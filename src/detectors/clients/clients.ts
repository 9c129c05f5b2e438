/**
 * Validator clients on this machine, any number and any kind, running and stopped.
 *
 * A program is recognised by its executable and command line; forks that share a name are
 * distinguished by their own `--version`, which only descriptors shipped with Vexor ask for. What
 * no descriptor knows is still found when it behaves like a validator: it holds a ledger's lock, or
 * listens where validators listen.
 */
import {
  candidates, stripReleaseSuffix, recognise, valueOf, type ClientDescriptors, type ClientPart,
  type FoundClient, type ClientMatch,
} from "./descriptors.ts";
import type { Evidence } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import { bootLinksOf } from "../systemd/enablement-links.ts";
import { readBinaries } from "./binaries.ts";
import { placesInConfig } from "./config.ts";
import { packageVersion } from "./node-package.ts";
import { runningPrograms, type RunningProgram } from "./running-programs.ts";
import { exeOf, programOf, sightings, type ProgramCandidate } from "./sightings.ts";
import { couldSign, type CouldSign } from "./strangers.ts";
import { couldBeUnknown, SILENT, unknownValidators, validatorOf } from "./unknown.ts";
import { unitPrograms, type UnitProgram } from "./units.ts";
import { accountOf, uidOf, type UserAccount } from "./accounts.ts";
import { readVersions, versionEvidence, type VersionSubject,
  type ProgramVersion } from "./versions.ts";
import { lazy } from "../lazy.ts";
import { openFiles, portsAmong, portsUntil, readListeners } from "../processes/listeners.ts";
import { ledgerLocks } from "../processes/locks.ts";
import { readUnitPath } from "../systemd/unit-files.ts";
import { unitProcesses } from "../systemd/unit-processes.ts";

/** A shell's variable, a specifier of systemd's, or what would steer a terminal. */
const UNRESOLVED = /\$|%[A-Za-z]|\p{Cc}/u;

const placesOf = (part: ClientPart, argv: readonly string[]): FoundClient["places"] =>
  Object.fromEntries(Object.entries(part.flags ?? {}).flatMap(([place, flags]) => {
    const value = valueOf(argv, flags);
    return value === null || UNRESOLVED.test(value) ? [] : [[place, value]];
  }));

/** A port, or the address of one on this machine. */
const portNumber = (text: string | undefined): number | null => {
  const port = /^(?:(?:\w+:\/\/)?(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]):)?(\d{1,5})\/?$/
    .exec(text ?? "")?.[1];
  return port === undefined ? null : Number(port);
};

/**
 * The port on this machine that its health is asked at: the usual one only where it names none. Of
 * several beacon nodes the first is used, and none where one of them is elsewhere: that may do.
 */
const rpcPortOf = (
  part: ClientPart, places: FoundClient["places"], argv: readonly string[],
): number | null => {
  const named = places.rpcPort ?? valueOf(argv, part.flags?.rpcPort ?? []);
  if (named === null) return part.ports?.["rpc"] ?? null;
  const ports = named.split(",").map((one) => portNumber(one.trim()));
  return ports.includes(null) ? null : ports[0] ?? null;
};

const evidenceOf = ({ process, said }: ProgramCandidate,
  told: ProgramVersion): readonly Evidence[] => [
  ...(process ? [{ kind: "process", path: process.path ?? `/proc/${process.pid}`,
    says: `pid ${process.pid} runs ${process.exe}`
      + (process.container === null ? "" : ` in ${process.container}`)
      + (process.isReplaced ? ", whose file has been replaced since" : "")
      + (process.isSilent ? `; ${SILENT}: the command line of its unit is used` : "") } as const]
    : []),
  ...(said ? [{ kind: "file", path: said.path, line: said.line,
    says: `${said.unit} starts ${said.argv[0] ?? ""}` } as const] : []),
  ...versionEvidence(told),
];

/** What its package says where the program itself is not asked. */
const packaged = (
  host: HostReader, sighting: ProgramCandidate, { part }: ClientMatch, uid: number | null,
): { readonly told: ProgramVersion; readonly evidence: readonly Evidence[] } | null => {
  if (part.package === undefined || sighting.process?.isContained) return null;
  const found = packageVersion(host, part.package, { ...programOf(sighting), uid });
  return found && { told: { version: found.version, unasked: null },
    evidence: [{ kind: "file", path: found.path, says: `version ${found.version}` }] };
};

/** The ports among these open files; `wanted` is the only one that matters, where that is so. */
type PortsOf = (files: readonly string[], wanted: number | null) => readonly string[];

const foundFrom = (
  host: HostReader, sighting: ProgramCandidate, match: ClientMatch, more: {
    readonly told: ProgramVersion; readonly uid: number | null; readonly portsOf: PortsOf;
  },
): FoundClient => {
  const { process, said, pids } = sighting;
  const { argv } = programOf(sighting);
  const { descriptor, part, id } = match;
  const flags = process?.isContained ? {} : placesOf(part, argv);
  const places = flags.config === undefined ? flags
    : { ...placesInConfig(host, flags.config, more.uid), ...flags };
  const unit = process ? process.unit : said?.unit ?? null;
  const npm = packaged(host, sighting, match, more.uid);
  const files = pids.flatMap((pid) => openFiles(host, pid) ?? []);
  const rpcPort = rpcPortOf(part, places, argv);
  return {
    client: id, name: descriptor.name, family: descriptor.family, role: part.role, unit,
    state: process ? "running" : "stopped",
    enabled: unit !== null && bootLinksOf(host, unit).length > 0,
    pids, uid: more.uid, exe: exeOf(sighting), argv, ...npm?.told ?? more.told,
    places, rpcPort, ports: files.length > 0 ? more.portsOf(files, rpcPort) : [],
    part, evidence: [...evidenceOf(sighting, more.told), ...npm?.evidence ?? [],
      ...ledgerLocks(files).map((path): Evidence =>
        ({ kind: "process", path, says: "it has this lock open" }))],
  };
};

/** Validators first, then by name. */
const inOrder = (a: FoundClient, b: FoundClient): number =>
  Number(b.role === "validator") - Number(a.role === "validator")
  || (a.client < b.client ? -1 : Number(a.client > b.client));

interface ProgramFilter {
  /** By base name alone. */
  readonly names: (exe: string) => boolean;
  /** By base name and command line: whether some descriptor could mean this program. */
  readonly asks: (exe: string, argv: readonly string[]) => boolean;
}

const asking = (known: ClientDescriptors): ProgramFilter => {
  const all = new Set(Object.values(known).flatMap(({ parts }) =>
    parts.flatMap(({ exe }) => exe)));
  const names = (exe: string): boolean => all.has(stripReleaseSuffix(exe));
  return { names,
    asks: (exe, argv) => names(exe) && candidates(known, { exe, argv }).length > 0 };
};

/** An unreadable one could be any that its name fits; without a path its name proves nothing. */
const meantAmong = (
  programs: readonly RunningProgram[], { names, asks }: ProgramFilter,
): readonly RunningProgram[] =>
  programs.filter(({ exe, argv, isSilent, path }) =>
    (isSilent ? path === null || names(exe) : asks(exe, argv)));

/** Neither it nor its unit. */
const tellsNothing = (sighting: ProgramCandidate): boolean =>
  sighting.process?.isSilent === true && programOf(sighting).argv.length === 0;

const silentIn = (
  host: HostReader, { process, pids }: ProgramCandidate, portsOf: PortsOf,
): readonly FoundClient[] => {
  if (process === null) return [];
  const files = pids.flatMap((pid) => openFiles(host, pid) ?? []);
  return [validatorOf(process, [SILENT], portsOf(files, null))];
};

/** Those of the sightings that are clients, each asked for its version. */
const recognised = (
  host: HostReader, known: ClientDescriptors, seen: readonly ProgramCandidate[], portsOf: PortsOf,
): readonly FoundClient[] => {
  const subjects = seen.map((sighting): VersionSubject => ({
    exe: exeOf(sighting), matches: candidates(known, programOf(sighting)),
    uid: sighting.process?.uid ?? uidOf(host, sighting.said?.user ?? null),
    isService: sighting.said !== null,
  }));
  const versions = readVersions(host, subjects);
  return seen.flatMap((sighting, at) => {
    if (tellsNothing(sighting)) return silentIn(host, sighting, portsOf);
    const { matches = [], uid = null } = subjects[at] ?? {};
    const told = versions[at] ?? { version: null, unasked: null };
    const match = recognise(matches, programOf(sighting), told.version);
    return match ? [foundFrom(host, sighting, match, { told, uid, portsOf })] : [];
  });
};

/** A client as its unit alone shows it. */
export interface StoppedClient extends FoundClient {
  readonly unit: string;
  /** Null when it is unknown before it runs. */
  readonly account: UserAccount | null;
}

/** What a unit would start, whether it runs or not; null when that is not a validator. */
export const readStoppedClient = (
  host: HostReader, known: ClientDescriptors, unit: string,
): StoppedClient | null => {
  const [said] = unitPrograms(readUnitPath(host), asking(known).asks, unit);
  if (!said) return null;
  const [found] = recognised(host, known, [{ process: null, pids: [], said }], () => []);
  return found ? { ...found, unit,
    account: said.isDynamic ? null : accountOf(host, said.user, said.group) } : null;
};

interface FoundPrograms {
  readonly programs: readonly RunningProgram[];
  readonly running: readonly RunningProgram[];
  readonly units: readonly UnitProgram[];
  readonly canSign: CouldSign;
}

interface LookScope {
  /** Of the whole machine where it is left out. */
  readonly unit?: string;
  /** No program that no descriptor knows. */
  readonly isKnown?: true;
}

const findPrograms = (
  host: HostReader, known: ClientDescriptors, owners: readonly number[],
  { unit, isKnown }: LookScope = {},
): FoundPrograms => {
  const [ask, unitPath] = [asking(known), readUnitPath(host)];
  const could = (exe: string): boolean => ask.names(exe) || (!isKnown && couldBeUnknown(exe));
  const programs = runningPrograms(host, could,
    unit === undefined ? undefined : unitProcesses(host, unit, unitPath));
  const running = meantAmong(programs, ask);
  const units = unitPrograms(unitPath, ask.asks, unit);
  return { programs, running, units, canSign: couldSign(host, running, units, owners) };
};

const clientsIn = (
  host: HostReader, known: ClientDescriptors, { programs, running, units, canSign }: FoundPrograms,
): readonly FoundClient[] => {
  const listeners = lazy(() => readListeners(host));
  const found = recognised(host, known, sightings(running.filter(canSign), units),
    (files) => portsAmong(files, listeners()));
  const taken = new Set([...running.map(({ pid }) => pid), ...found.flatMap(({ pids }) => pids)]);
  const owned = new Set(found.flatMap(({ ports }) => ports));
  const left = listeners().filter(({ port }) => !owned.has(port));
  return [...found, ...unknownValidators(host, programs.filter(canSign), taken, left)]
    .toSorted(inOrder);
};

/** Each with all of its ports only where none of them is its RPC's. */
const knownClientsIn = (
  host: HostReader, known: ClientDescriptors, { running, units, canSign }: FoundPrograms,
): readonly FoundClient[] => recognised(host, known, sightings(running.filter(canSign), units),
  (files, wanted) => portsUntil(host, files, `tcp/${wanted ?? 0}`)).toSorted(inOrder);

interface ClientsLook {
  /** Those that could sign. */
  readonly clients: readonly FoundClient[];
  /** A line for each program that looks like one and could not, without asking any of them. */
  strangers(): readonly string[];
}

/** `owners`: the users that the declared key belongs to. */
export const lookAtClients = (
  host: HostReader, known: ClientDescriptors, owners: readonly number[],
  scope: Pick<LookScope, "isKnown"> = {},
): ClientsLook => {
  const found = findPrograms(host, known, owners, scope);
  const strangers = found.running.filter((one) => !host.isTree && !found.canSign(one));
  const clients = (scope.isKnown ? knownClientsIn : clientsIn)(host, known, found);
  return { clients, strangers: () =>
    strangers.map(({ exe, pid, uid }) =>
      `${exe} (pid ${pid}) of user ${uid ?? "unknown"} could not sign here: it is ignored`) };
};

export const readClients = (
  host: HostReader, known: ClientDescriptors, owners: readonly number[] = [],
): readonly FoundClient[] => lookAtClients(host, known, owners).clients;

/** The client that runs in this unit: a look that spares the rest of the machine. */
export const readRunningClient = (
  host: HostReader, known: ClientDescriptors, unit: string,
): FoundClient | null => {
  const found = findPrograms(host, known, [], { unit });
  const isMeant = (one: FoundClient): boolean => one.unit === unit && one.state === "running";
  return knownClientsIn(host, known, found).find(isMeant)
    ?? clientsIn(host, known, found).find(isMeant) ?? null;
};

/** What runs and looks like a client, and could not sign: for people to see, and nothing else. */
export const readStrangers = (
  host: HostReader, known: ClientDescriptors, owners: readonly number[] = [],
): readonly FoundClient[] => {
  const { programs, running, canSign } = findPrograms(host, known, owners);
  return clientsIn(host, known, { programs, running, units: [], canSign: (one) => !canSign(one) })
    .map((one) => ({ ...one, isStranger: true, evidence: [...one.evidence, { kind: "process",
      path: `/proc/${one.pids[0] ?? 0}/status`,
      says: `user ${one.uid ?? "unknown"} could not sign here: it is ignored` }] }));
};

/** What is on disk besides. */
export const readInstalled = (
  host: HostReader, known: ClientDescriptors, found: readonly FoundClient[],
): readonly FoundClient[] =>
  readBinaries(host, known, found.map(({ exe }) => exe)).toSorted(inOrder);
