/**
 * Lighthouse's validator client. It does not start without a database, keeps only the newest of
 * what it imports, and believes that it is on mainnet unless an option says otherwise.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openCluster } from "../common/cluster.ts";
import { prysmLog } from "../common/log.ts";
import { buildOf, hangs, behaviourOf, takeTime } from "../common/behaviour.ts";
import { takeTcp } from "../common/ports.ts";
import { keysIn, MAINNET_ROOT, performDuties, rootOf, stopAsAsked } from "./duties.ts";
import { Database, fromInterchange, toInterchange } from "./history.ts";
import { type BadFlag, parseArgs, type ParsedArgs } from "./parse-args.ts";

const fail = (text: string): never => {
  process.stderr.write(`${text}\n`);
  process.exit(1);
};

const words = (argv: readonly string[]): ParsedArgs => {
  try {
    return parseArgs(argv, ["--datadir", "-d", "--network", "--beacon-nodes", "--metrics-port",
      "--suggested-fee-recipient"], ["--init-slashing-protection", "--metrics"]);
  } catch (error) {
    return fail(`error: unexpected argument '${(error as BadFlag).message}' found`);
  }
};

/** Any network but its own mainnet is the test's. */
const chainOf = (given: ParsedArgs, datadir: string): string => {
  const { cluster } = behaviourOf(datadir)();
  return given.value("--network") === undefined || cluster === undefined ? MAINNET_ROOT
    : rootOf(openCluster(cluster));
};

const history = (verb: string, given: ParsedArgs, database: Database, datadir: string): void => {
  const file = given.plain.at(-1) ?? "";
  const chain = chainOf(given, datadir);
  if (!database.lock()) fail("Unable to open database: Error(Some(\"database is locked\"))");
  if (behaviourOf(datadir)().exports === "fails") fail("Error during export: disk I/O error");
  takeTime(behaviourOf(datadir)());
  if (verb === "export" && !database.exists) {
    fail(`Unable to open database at ${datadir}/validators/slashing_protection.sqlite`);
  }
  if (hangs(behaviourOf(datadir)())) return;
  if (verb === "export") {
    return writeFileSync(file, toInterchange({ ...database.read(), root: chain }));
  }
  const other = fromInterchange(readFileSync(file, "utf8"));
  if (behaviourOf(datadir)().imports === "fails") fail("Error during import: AtomicBatchAborted");
  if (other.root !== chain) {
    fail(`Error during import: GenesisValidatorsMismatch { interchange_file: ${other.root}, client: ${chain} }`);
  }
  database.import(other);
  process.stdout.write("Import completed successfully.\n");
};

const run = async (name: string, given: ParsedArgs, database: Database, datadir: string): Promise<void> => {
  const behaviour = behaviourOf(datadir);
  if (!database.exists && keysIn(datadir).length > 0 && !given.has("--init-slashing-protection")) {
    fail("CRIT Failed to start validator client        reason: Failed to open slashing protection database");
  }
  if (!database.lock()) fail("CRIT Failed to start validator client  reason: database is locked");
  stopAsAsked(behaviour);
  await takeTcp("127.0.0.1", Number(given.value("--metrics-port") ?? 5064))
    .catch((error: Error) => fail(error.message));
  performDuties({ program: name, client: "Lighthouse", datadir, database, behaviour, log: prysmLog,
    beacon: given.value("--beacon-nodes") ?? "http://127.0.0.1:5052" });
};

export const lighthouse = async (name: string, argv: readonly string[]): Promise<void> => {
  if (argv[0] === "--version") {
    return void process.stdout.write(`Lighthouse ${buildOf().version ?? "v8.0.1-1f2e3d4"}\nBLS library: blst\n`);
  }
  const given = words(argv);
  const datadir = given.value("--datadir", "-d") ?? "";
  const database = new Database(join(datadir, "validators/slashing_protection.sqlite"), { all: false });
  const { plain } = given;
  if (plain[0] === "vc" || plain[0] === "validator_client") return run(name, given, database, datadir);
  if (plain.slice(0, 3).join(" ") === "account validator slashing-protection") {
    return history(plain[3] ?? "", given, database, datadir);
  }
  fail(`error: unrecognized subcommand '${plain[0] ?? ""}'`);
};
