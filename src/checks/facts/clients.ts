/** Facts of the validators themselves, as their command lines have them. */
import { agaveOptions } from "../../detectors/clients/agave-options.ts";
import { look } from "../../detectors/clients/preflight.ts";
import { readLogRotations } from "../../detectors/tools/log-rotation.ts";
import { matchesPath } from "../../formats/path-glob.ts";
import type { HostReader } from "../../ports/host.ts";
import { known, unknown, type FactBook, type FactSources } from "../fact.ts";
import { asValue, programsHere, type ProgramHere } from "./programs.ts";

const isAgave = ({ id }: ProgramHere): boolean => id === "agave" || id === "jito";

/** What a person starts it by. */
const whoOf = ({ unit, name }: ProgramHere): string => unit ?? name;

const agavesIn = (book: FactBook) => programsHere(book).filter(isAgave).map((one) => ({
  id: one.id, name: one.name, version: one.version ?? "", unit: one.unit ?? "",
  who: whoOf(one), ...agaveOptions(one.argv ?? [], one.version) }));

const OPEN_TO_OTHERS = 0o077;

/** Keys that a command line names, of which anybody may see owner and mode. */
const keysIn = (host: HostReader, book: FactBook) =>
  programsHere(book).flatMap(({ name, uid, places = {} }) => {
    const path = places["identity"];
    const stat = path?.startsWith("/") ? look(host, path) : null;
    if (path === undefined || stat === null || stat === "unseen") return [];
    return [{ client: name, path, mode: stat.mode.toString(8), uid: stat.uid,
      isOpen: (stat.mode & OPEN_TO_OTHERS) !== 0,
      isForeign: typeof uid === "number" && stat.uid !== uid && stat.uid !== 0 }];
  });

const rotatedIn = (host: HostReader, book: FactBook) => {
  const rotations = readLogRotations(host);
  return agavesIn(book).filter(({ log }) => log.startsWith("/")).map(({ name, who, log }) => {
    const own = rotations.find(({ logs }) => logs.some((one) => matchesPath(one, log)));
    return { client: name, who, log, path: own?.path ?? "",
      isSafe: own !== undefined && (own.sendsUsr1 || own.copiesAndTruncates) };
  });
};

const ledgersIn = (book: FactBook) => {
  const all = programsHere(book).filter(({ role }) => role === "validator")
    .flatMap(({ name, unit, places = {} }) => {
      const ledger = places["ledger"];
      return ledger === undefined ? [] : [{ ledger, who: unit ?? name }];
    });
  return [...Map.groupBy(all, ({ ledger }) => ledger)]
    .map(([ledger, users]) => ({ ledger, users: users.map(({ who }) => who) }));
};

const flagsOf = (argv: readonly string[]): readonly string[] =>
  [...new Set(argv.filter((word) => word.startsWith("-")).map((word) => word.replace(/=.*/s, "")))];

const flaggedIn = (book: FactBook) => programsHere(book).map((one) => ({ id: one.id,
  client: one.name, role: one.role, family: one.family, version: one.version ?? "",
  who: whoOf(one), flags: flagsOf(one.argv ?? []) }));

export const CLIENT_FACTS: FactSources = {
  "agave.here": {
    says: "of each Agave and Jito: list of {id, name, version, unit, who, flags, pohCore, "
      + "isPohCoreGiven, ports, cluster, log, binds}; ports is the size of its range, or 0",
    read: (_, book) => known(asValue(agavesIn(book).map(
      ({ xdp: _mode, xdpInterface: _name, xdpCores: _cores, ...one }) => one))),
  },
  "agave.xdp": {
    says: "of each Agave and Jito that sends by XDP: list of {id, name, version, unit, who, mode, "
      + "interface, cores, pohCore, flags, binds}; mode is `copy` or `zero-copy`",
    read: (_, book) => {
      const all = agavesIn(book);
      const open = all.find(({ xdp }) => xdp === "unknown");
      if (open) return unknown(`the version of ${open.name}, or what its file says of XDP`);
      return known(asValue(all.filter(({ xdp }) => xdp !== "off").map((one) => ({
        id: one.id, name: one.name, version: one.version, unit: one.unit, who: one.who,
        mode: one.xdp, interface: one.xdpInterface, cores: one.xdpCores, pohCore: one.pohCore,
        flags: one.flags, binds: one.binds }))));
    },
  },
  "client.flags": {
    says: "of each client: list of {id, client, role, family, version, who, flags}; names alone",
    read: (_, book) => known(asValue(flaggedIn(book))),
  },
  "client.keys": {
    says: "identities that command lines name: list of {client, path, mode, uid, isOpen, "
      + "isForeign}; mode in octal",
    read: (host, book) => known(asValue(keysIn(host, book))),
  },
  "client.ledgers": {
    says: "list of {ledger, users}: units or names of the validators that have it",
    read: (_, book) => known(asValue(ledgersIn(book))),
  },
  "client.logs": {
    says: "of each Agave that logs to a file: list of {client, who, log, path, isSafe}; path is "
      + "the file of logrotate that names it, or \"\"",
    read: (host, book) => known(asValue(rotatedIn(host, book)), "/etc/logrotate.d"),
  },
};
