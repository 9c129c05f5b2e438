/**
 * Lodestar, as a real 1.x behaves: each start, also of a command, takes its runtime's time; keys
 * are loaded before the database is opened, and without any it fails then; what a configuration
 * file, a variable of its own or a flag in words with dashes says moves the database; a message
 * comes before the calls that led to it; a fresh database is exported as an empty list; nothing is
 * ever pruned; a flag that is given twice is a list, which no path is.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { openCluster } from "../common/cluster.ts";
import { prysmLog } from "../common/log.ts";
import { hangs, behaviourOf, takeTime, type Behaviour } from "../common/behaviour.ts";
import { keysIn, MAINNET_ROOT, performDuties, rootOf, stopAsAsked } from "./duties.ts";
import { Database, fromInterchange, toInterchange } from "./history.ts";
import { parseArgs, type ParsedArgs } from "./parse-args.ts";

const FLAGS = ["dataDir", "validatorsDbDir", "rcConfig", "network", "paramsFile", "beaconNodes",
  "server", "file", "logLevel"];
const RUNTIME_MS = 300;

const TRACE = `
    at validatorHandler (file:///opt/lodestar/lib/cmds/validator/handler.js:61:19)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)
    at async Object.handler (file:///opt/lodestar/node_modules/yargs/build/lib/command.js:201:13)
`;

const fail = (text: string): never => {
  process.stderr.write(` ✖ Error: ${text}${TRACE}`);
  process.exit(1);
};

const kebab = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const words = (argv: readonly string[]): ParsedArgs => {
  const flags = FLAGS.flatMap((name) => [`--${name}`, `--${kebab(name)}`]);
  const given = argv.filter((word) => word.startsWith("--")).map((word) => word.split("=")[0]);
  const twice = given.find((flag, at) => given.indexOf(flag) !== at);
  if (twice !== undefined) {
    fail("The \"path\" argument must be of type string. Received an instance of Array");
  }
  return parseArgs(argv, flags, []);
};

/** Its command line, then its environment, then its configuration file. */
const settingsOf = (given: ParsedArgs): ((name: string) => string | undefined) => {
  const byEnvironment = (name: string): string | undefined =>
    process.env[`LODESTAR_${kebab(name).replaceAll("-", "_").toUpperCase()}`];
  const stated = (name: string): string | undefined =>
    given.value(`--${name}`, `--${kebab(name)}`) ?? byEnvironment(name);
  const file = stated("rcConfig");
  const config = file === undefined ? "" : readFileSync(file, "utf8");
  return (name) => stated(name)
    ?? new RegExp(`^(?:${name}|${kebab(name)}): *(\\S+)$`, "m").exec(config)?.[1];
};

const loadRuntime = ({ runtimeMs = RUNTIME_MS }: Behaviour): void => takeTime({ cliTakesMs: runtimeMs });

const chainOf = (behaviour: Behaviour): string =>
  (behaviour.cluster === undefined ? MAINNET_ROOT : rootOf(openCluster(behaviour.cluster)));

const exportTo = (file: string, database: Database, behaviour: Behaviour): void => {
  if (behaviour.exports === "fails") fail("Database is not open");
  const { root, keys } = database.read();
  writeFileSync(file, toInterchange({ root: root ?? chainOf(behaviour), keys }), { mode: 0o600 });
};

const importFrom = (file: string, database: Database, behaviour: Behaviour): void => {
  if (behaviour.imports === "fails") fail("EROFS: read-only file system, open 'LOG'");
  database.import(fromInterchange(readFileSync(file, "utf8")));
};

const history = (verb: string, file: string, database: Database, behaviour: Behaviour): void => {
  if (!database.lock()) fail("IO error: lock LOCK: Resource temporarily unavailable");
  takeTime(behaviour);
  if (hangs(behaviour)) return;
  if (verb === "export") exportTo(file, database, behaviour);
  else importFrom(file, database, behaviour);
};

export const lodestar = async (name: string, argv: readonly string[]): Promise<void> => {
  const given = words(argv);
  const setting = settingsOf(given);
  const datadir = setting("dataDir") ?? "/nowhere";
  const behaviour = behaviourOf(datadir);
  loadRuntime(behaviour());
  const database = new Database(join(setting("validatorsDbDir") ?? join(datadir, "validator-db"), "LOCK"),
    { all: true, most: Infinity });
  const [role, tool, verb = ""] = given.plain;
  if (role !== "validator") fail(`Unknown command: ${role ?? ""}`);
  if (tool === "slashing-protection") {
    return history(verb, setting("file") ?? "", database, behaviour());
  }
  if (keysIn(datadir).length === 0) {
    fail("No local keystores and remote signers found with current args");
  }
  if (!database.lock()) fail("IO error: lock LOCK: Resource temporarily unavailable");
  stopAsAsked(behaviour);
  performDuties({ program: name, client: basename(datadir), datadir, database, behaviour, log: prysmLog,
    beacon: setting("beaconNodes") ?? setting("server") ?? "http://127.0.0.1:9596" });
};
