/**
 * Where an Ethereum-like client keeps what it has signed, and what could move it. Its export reads
 * the place that follows from the command line of its unit. A configuration file, a variable or an
 * unusual spelling of a flag may have the client itself use another place: then the export would
 * read an old copy, and the new client would sign against it.
 */
import type { StoppedClient } from "../../detectors/clients/clients.ts";
import { valueOf, type Adapter } from "../../detectors/clients/descriptors.ts";
import { openFiles } from "../../detectors/processes/listeners.ts";
import { readForUser, readIfAllowed } from "../../detectors/read-if-allowed.ts";
import { readUnitFiles, readUnitPath } from "../../detectors/systemd/unit-files.ts";
import {
  HISTORY_PLACES, saysFlag, spellingsOf, variableEnd, type HistoryPlace,
} from "../../formats/signing-history.ts";
import type { HostReader } from "../../ports/host.ts";
import type { TransferBlocker } from "./start-interlock.ts";

/** What such a flag names is looked for from where the program runs. */
const PATHS = new Set(["--testnet-dir", "--validators-dir", "--data-validator-path", "--paramsFile",
  "--validatorsDbDir"]);

const PLACES: Readonly<Partial<Record<Adapter, HistoryPlace>>> = HISTORY_PLACES;

const placeOf = ({ part }: StoppedClient): HistoryPlace | undefined =>
  PLACES[part?.adapter ?? "none"];

const valueIn = ({ argv }: StoppedClient, flag: string): string | null =>
  valueOf(argv, spellingsOf(flag));

/** `--flag:value`, as Nim takes it, and a switch without any value. */
const isNamed = ({ argv }: StoppedClient, flag: string): boolean =>
  argv.some((word) => spellingsOf(flag).some((one) => word === one
    || word.startsWith(`${one}=`) || word.startsWith(`${one}:`)));

/** `--flag=value` of the flags that say which chain it is, or where things are. */
export const keptFlags = (client: StoppedClient): readonly string[] =>
  (placeOf(client)?.flags ?? []).flatMap((flag) => {
    const value = valueIn(client, flag);
    return value === null ? [] : [`${flag}=${value}`];
  });

const LARGEST = 1024 * 1024;

/** A flag that the command line has wins over any configuration. */
const open = (client: StoppedClient, { flags }: HistoryPlace): readonly string[] =>
  flags.filter((flag) => valueIn(client, flag) === null);

const byConfig = (
  host: HostReader, client: StoppedClient, place: HistoryPlace,
): string | null => {
  for (const flag of place.configs) {
    if (!isNamed(client, flag)) continue;
    const path = valueIn(client, flag) ?? "";
    const text = path.startsWith("/") ? readForUser(host, client.uid, path, LARGEST) : null;
    if (text === null) return `${flag} ${path}, which cannot be read`;
    const moved = [...open(client, place), ...place.unfit ?? []].find((one) =>
      saysFlag(text, one));
    if (moved !== undefined) return `${moved.replace(/^-+/, "")} in ${path}`;
  }
  return null;
};

/** A start script of the unit's, read as the user who may have written it. */
const scriptOf = (host: HostReader, { evidence, uid, unit }: StoppedClient): string => {
  const path = (evidence[0]?.kind === "file" ? evidence[0].path : undefined) ?? "";
  const isUnit = path.endsWith(".conf") || path.endsWith(`/${unit}`) || path.endsWith(".service");
  return isUnit ? "" : readForUser(host, uid, path, LARGEST) ?? "";
};

const settingsOf = (host: HostReader, client: StoppedClient): string => {
  const service = readUnitFiles(readUnitPath(host), client.unit).assignments
    .filter(({ section }) => section === "Service");
  const valuesOf = (key: string): readonly string[] =>
    service.filter((one) => one.key === key).map(({ value }) => value);
  const files = valuesOf("EnvironmentFile").map((path) =>
    readIfAllowed(host, path.replace(/^-/, "")) ?? "");
  return [...valuesOf("Environment"), ...files, scriptOf(host, client)].join("\n");
};

const environmentOf = (host: HostReader, pids: readonly number[]): string =>
  pids.map((pid) => readIfAllowed(host, `/proc/${pid}/environ`) ?? "").join("\0")
    .replaceAll("\0", "\n");

const byVariable = (
  host: HostReader, client: StoppedClient, place: HistoryPlace, pids: readonly number[],
): string | null => {
  const { variables, configs } = place;
  if (variables === undefined) return null;
  const text = `${settingsOf(host, client)}\n${environmentOf(host, pids)}`;
  const names = [...configs, ...open(client, place)].map(variableEnd);
  const form = new RegExp(`\\b${variables}_(?:\\w+_)?(?:${names.join("|")})(?==)`);
  return names.length === 0 ? null : form.exec(text)?.[0] ?? null;
};

const byFlag = (client: StoppedClient, { flags, unfit = [] }: HistoryPlace): string | null => {
  const away = unfit.find((flag) => isNamed(client, flag));
  if (away !== undefined) return away;
  const unread = flags.find((flag) => {
    const value = valueIn(client, flag);
    if (value === null) return isNamed(client, flag);
    return /[$%]/.test(value) || (PATHS.has(flag) && !value.startsWith("/"));
  });
  return unread ?? null;
};

/** What may have moved its history; null where nothing has. `pids`: its processes, if it runs. */
const whatMoves = (
  host: HostReader, client: StoppedClient, pids: readonly number[],
): string | null => {
  const place = placeOf(client);
  if (!place) return null;
  return byFlag(client, place) ?? byConfig(host, client, place)
    ?? byVariable(host, client, place, pids);
};

/** The file that its export reads, as a running client has it open; null where it keeps none. */
export const historyFile = (host: HostReader, client: StoppedClient): string | null => {
  const { datadir } = client.places;
  if (datadir === undefined) return null;
  const file = placeOf(client)?.file?.(datadir, (flag) => valueIn(client, flag)) ?? null;
  return file === null ? null : host.resolve(file) ?? file;
};

/** A history that a client has open. */
export interface OpenHistory {
  readonly isWanted: boolean;
  /** Another one of its kind. */
  readonly other: string | null;
}

const baseName = (path: string): string => path.slice(path.lastIndexOf("/"));

/** Null where the files of its processes are not ours to see, or there are none. */
export const openHistory = (
  host: HostReader, wanted: string, pids: readonly number[],
): OpenHistory | null => {
  const files = pids.flatMap((pid) => openFiles(host, pid) ?? []);
  if (files.length === 0) return null;
  const name = baseName(wanted);
  const alike = files.filter((file) => baseName(file.replace(/ \(deleted\)$/, "")) === name);
  return { isWanted: alike.includes(wanted),
    other: alike.find((file) => file !== wanted) ?? null };
};

const BY_HAND = "switch by hand: export, import and check the slashing protection (EIP-3076)";

/** Why the export of this client may not be what it has signed; null when nothing says so. */
export const findMoved = (
  host: HostReader, client: StoppedClient, pids: readonly number[],
): TransferBlocker | null => {
  const { unit } = client;
  const moved = whatMoves(host, client, pids);
  if (moved !== null) {
    return { why: `${unit} keeps its history by ${moved}`,
      wayOut: `say on the command line of ${unit} where it is, or ${BY_HAND}` };
  }
  const wanted = historyFile(host, client);
  const found = wanted === null ? null : openHistory(host, wanted, pids);
  if (wanted === null || found === null || (found.isWanted && found.other === null)) return null;
  const why = found.other === null ? `${unit} does not have ${wanted} open`
    : `${unit} has ${found.other} open, and its export would read ${wanted}`;
  return { why, wayOut: `say on the command line of ${unit} where its history is` };
};
