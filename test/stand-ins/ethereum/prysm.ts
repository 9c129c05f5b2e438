/**
 * Prysm: `beacon-chain`, which answers the beacon API, and `validator`, which signs. The history
 * command wants its terms accepted, its database unlocked, and a history of its own chain.
 */
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { serveHttp, serveWhile, type Reply, type Trouble } from "../common/http.ts";
import { prysmLog } from "../common/log.ts";
import { buildOf, hangs, behaviourOf, takeTime, type Behaviour } from "../common/behaviour.ts";
import { takeTcp } from "../common/ports.ts";
import { openCluster } from "../common/cluster.ts";
import { performDuties, rootOf, stopAsAsked } from "./duties.ts";
import { Database, fromInterchange, toInterchange, type History } from "./history.ts";
import { BadFlag, parseArgs, type ParsedArgs } from "./parse-args.ts";

const VERSION = "v6.1.2";
const COMMIT = "1f2e3d4c5b6a7988";
const NETWORKS = ["--mainnet", "--hoodi", "--holesky", "--sepolia"];
const TOS = "--accept-terms-of-use";
const TICK_MS = 20;

const fatal = (text: string): never => {
  prysmLog("ERROR", "main", text);
  process.exit(1);
};

const words = (argv: readonly string[], valued: readonly string[], switches: readonly string[]): ParsedArgs => {
  try {
    return parseArgs(argv, valued, [...switches, ...NETWORKS, TOS]);
  } catch (error) {
    if (!(error instanceof BadFlag)) throw error;
    process.stderr.write(`Incorrect Usage: flag provided but not defined: ${error.message.slice(1)}\n`);
    process.exit(1);
  }
};

const said = (name: string, argv: readonly string[]): boolean => {
  const { versionHangs = false, says, version = VERSION } = buildOf();
  const asks = ["--version", "-v", "--help"].includes(argv[0] ?? "");
  if (!asks) return false;
  if (versionHangs) setInterval(() => undefined, 60_000);
  else process.stdout.write(`${says ?? `${name} version Prysm/${version}/${COMMIT}. Built at: 2026-08-21 10:16:52+00:00`}\n`);
  return true;
};

/** Accepted once, for ever; asked for on a terminal that is not there. */
const acceptTerms = (datadir: string, given: ParsedArgs): void => {
  const accepted = join(datadir, "tosaccepted");
  if (existsSync(accepted)) return;
  if (!given.has(TOS)) {
    fatal("could not scan text input, if you are trying to run in non-interactive environment, you "
      + "can use the --accept-terms-of-use flag after reading the terms and conditions");
  }
  mkdirSync(datadir, { recursive: true });
  writeFileSync(accepted, "");
};

const databaseIn = (datadir: string): Database => new Database(join(datadir, "validator.db"), { all: true });

/** As a client with a bug would: the newest of everything is not there. */
const forgetful = ({ root, keys }: History): History => ({ root,
  keys: Object.fromEntries(Object.entries(keys).map(([key, { blocks, attestations }]) =>
    [key, { blocks: blocks.slice(0, -1), attestations: attestations.slice(0, -1) }])) });

const exportHistory = (given: ParsedArgs, database: Database, behaviour: Behaviour): void => {
  if (behaviour.exports === "fails") fatal("Could not export slashing protection: unexpected EOF");
  const directory = given.value("--slashing-protection-export-dir") ?? "";
  if (!database.exists) fatal(`validator.db file was not found in ${given.value("--datadir") ?? ""}`);
  const history = database.read();
  if (Object.keys(history.keys).length === 0) fatal("No slashing protection data was found in your database");
  mkdirSync(directory, { recursive: true });
  const file = join(directory, "slashing_protection.json");
  if (behaviour.exportLink !== undefined) return symlinkSync(behaviour.exportLink, file);
  writeFileSync(file, toInterchange(history));
  prysmLog("INFO", "historycmd", `Successfully wrote ${file}. You can import this file using Prysm's `
    + "`validator slashing-protection-history import` command in another machine");
};

const importHistory = (given: ParsedArgs, database: Database, behaviour: Behaviour): void => {
  const text = readFileSync(given.value("--slashing-protection-json-file") ?? "", "utf8");
  if (behaviour.imports === "fails") fatal("Could not import slashing protection cli: unexpected EOF");
  const history = fromInterchange(text);
  database.import(behaviour.imports === "forgets" ? forgetful(history) : history);
  prysmLog("INFO", "historycmd", "Slashing protection JSON successfully imported into "
    + `${given.value("--datadir") ?? ""}`);
};

const history = (argv: readonly string[]): void => {
  const [verb = "", ...rest] = argv;
  const given = words(rest, ["--datadir", verb === "export" ? "--slashing-protection-export-dir"
    : "--slashing-protection-json-file"], []);
  const datadir = given.value("--datadir") ?? "";
  acceptTerms(datadir, given);
  const database = databaseIn(datadir);
  if (!database.lock()) fatal(`Could not ${verb} slashing protection file: could not access validator `
    + `database: could not open database at ${datadir}: timeout`);
  const behaviour = behaviourOf(datadir)();
  if (hangs(behaviour)) return;
  takeTime(behaviour);
  try {
    if (verb === "export") exportHistory(given, database, behaviour);
    else importHistory(given, database, behaviour);
  } catch (error) {
    fatal(`Could not ${verb} slashing protection: ${(error as Error).message}`);
  }
};

export const prysmValidator = async (name: string, argv: readonly string[]): Promise<void> => {
  if (said(name, argv)) return;
  if (argv[0] === "slashing-protection-history") return history(argv.slice(1));
  const given = words(argv, ["--datadir", "--wallet-dir", "--wallet-password-file",
    "--beacon-rest-api-provider", "--beacon-rpc-provider", "--monitoring-port"],
  ["--enable-beacon-rest-api", "--enable-doppelganger"]);
  const datadir = given.value("--datadir") ?? "";
  acceptTerms(datadir, given);
  const behaviour = behaviourOf(datadir);
  const database = databaseIn(datadir);
  if (!database.lock()) fatal(`could not open database at ${datadir}: timeout`);
  stopAsAsked(behaviour);
  await serveHttp({ host: "127.0.0.1", port: Number(given.value("--monitoring-port") ?? 8081),
    trouble: () => null, answer: () => ({ status: 200, body: "OK" }) }).catch((error: Error) => fatal(error.message));
  performDuties({ program: name, client: "Prysm", datadir, database, behaviour, log: prysmLog,
    beacon: given.value("--beacon-rest-api-provider") ?? "http://127.0.0.1:3500" });
};

const beaconAnswer = (behaviour: () => Behaviour, begun: number, { path }: { readonly path: string }): Reply => {
  const now = behaviour();
  const chain = now.cluster === undefined ? null : openCluster(now.cluster);
  const { prefix = "eth", startMs = 300, syncDistance = 0, elOffline = false, optimistic = false } = now;
  const distance = Date.now() - begun < startMs ? 500 : syncDistance;
  const data = (value: object): Reply => ({ status: 200, body: JSON.stringify({ data: value }) });
  if (path === `/${prefix}/v1/node/health`) {
    const broken = behaviour().beacon === "broken";
    const working = distance > 0 || elOffline || optimistic ? 206 : 200;
    return { status: broken ? 503 : working, body: "" };
  }
  if (path === `/${prefix}/v1/node/version`) return data({ version: `Prysm/${VERSION} (linux amd64)` });
  if (path === `/${prefix}/v1/node/syncing`) {
    return data({ head_slot: String(chain?.slot() ?? 1), sync_distance: String(distance), is_syncing: distance > 0,
      is_optimistic: optimistic, el_offline: elOffline });
  }
  if (path === `/${prefix}/v1/beacon/genesis` && chain !== null) {
    return data({ genesis_validators_root: rootOf(chain) });
  }
  return { status: 404, body: JSON.stringify({ code: 404, message: "not found" }) };
};

const beaconTrouble = (behaviour: () => Behaviour): Trouble => {
  const { beacon } = behaviour();
  return beacon === undefined || beacon === "closed" || beacon === "broken" ? null : beacon;
};

export const prysmBeacon = async (name: string, argv: readonly string[]): Promise<void> => {
  if (said(name, argv)) return;
  const given = words(argv, ["--datadir", "--http-port", "--http-host", "--execution-endpoint",
    "--jwt-secret", "--checkpoint-sync-url", "--p2p-tcp-port"], []);
  const datadir = given.value("--datadir") ?? "";
  acceptTerms(datadir, given);
  const behaviour = behaviourOf(datadir);
  const begun = Date.now();
  stopAsAsked(behaviour);
  await takeTcp("0.0.0.0", Number(given.value("--p2p-tcp-port") ?? 13000))
    .catch((error: Error) => fatal(error.message));
  const api = serveWhile({ host: given.value("--http-host") ?? "127.0.0.1", port: Number(given.value("--http-port") ?? 3500),
    answer: (request) => beaconAnswer(behaviour, begun, request), trouble: () => beaconTrouble(behaviour) },
  () => behaviour().beacon !== "closed");
  setInterval(() => {
    api.keep().catch((error: Error) => fatal(error.message));
  }, TICK_MS);
};
