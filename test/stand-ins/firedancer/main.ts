/**
 * fdctl and firedancer: a process for each tile, all of which die together; a configuration file
 * instead of flags; an identity switch that leaves a lock behind when it is interrupted (fdctl), or
 * no memory of its votes at all (firedancer).
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { askAdmin } from "../agave/admin-client.ts";
import { serveAdmin } from "../agave/admin.ts";
import { ValidatorNode } from "../agave/node.ts";
import { rpcAnswers, troubleOf } from "../agave/rpc.ts";
import { openCluster } from "../common/cluster.ts";
import { serveWhile } from "../common/http.ts";
import { addressOf, readKeypair, type Keypair } from "../common/keypair.ts";
import { dieWith, nameThisProcess } from "../common/libc.ts";
import { firedancerLog } from "../common/log.ts";
import { buildOf, executable, behaviourOf } from "../common/behaviour.ts";
import { takeUdp } from "../common/ports.ts";

const VERSIONS: Readonly<Record<string, string>> = { fdctl: "0.1106.40201", firedancer: "1.2.0" };
const TILES = ["net:0", "quic:0", "verify:0", "dedup:0", "pack:0", "poh:0", "shred:0", "sign:0"];
/** What the full client's RPC does not have. */
const MISSING = ["getVoteAccounts", "getLeaderSchedule", "getHighestSnapshotSlot"];
const TICK_MS = 20;

const fail = (program: string, text: string): never => {
  firedancerLog("main")("ERROR", `src/app/${program}`, text);
  process.exit(1);
};

type Config = (section: string, key: string) => string | undefined;

/** The few lines of TOML that are needed: `[section]`, `key = "text"` or a number. */
const readConfig = (program: string, path: string | undefined): Config => {
  const file = path ?? process.env["FIREDANCER_CONFIG_TOML"];
  if (file === undefined || !existsSync(file)) return fail(program, `cannot open ${file ?? "config"}`);
  const found = new Map<string, string>();
  let section = "";
  for (const line of readFileSync(file, "utf8").split("\n")) {
    section = /^\s*\[([^\]]+)\]/.exec(line)?.[1] ?? section;
    const [, key, text, number] = /^\s*(\w+)\s*=\s*(?:"([^"]*)"|(\d+|true|false))/.exec(line) ?? [];
    if (key !== undefined) found.set(`${section}.${key}`, text ?? number ?? "");
  }
  return (name, key) => found.get(`${name}.${key}`);
};

interface Setup {
  readonly program: string;
  readonly ledger: string;
  readonly identity: string;
  readonly voteAccount: string | undefined;
  readonly rpcPort: number;
  /** Where the full client writes its vote histories; null where it is not told to. */
  readonly exports: string | null;
}

const setupOf = (program: string, config: Config): Setup => {
  const full = program === "firedancer";
  const base = (full ? config("paths", "base") : config("ledger", "path")) ?? "/tmp/fd";
  return {
    program, ledger: base, exports: config("tiles.votor", "write_vote_history_file") === "true"
      ? config("paths", "vote_history") ?? base : null,
    identity: (full ? config("paths", "identity_key") : config("consensus", "identity_path")) ?? "",
    voteAccount: full ? config("paths", "vote_account") : config("consensus", "vote_account_path"),
    rpcPort: Number(config("rpc", "port") ?? 0),
  };
};

/** Firedancer will not run a key whose halves do not belong together: using it can leak it. */
const loadKey = (program: string, path: string): Keypair => {
  try {
    const key = readKeypair(path);
    return key.consistent ? key
      : fail(program, `The public key in the identity key file at ${path} does not match`);
  } catch (error) {
    return fail(program, `could not read identity key file ${path}: ${(error as Error).message}`);
  }
};

const startTiles = (program: string, tiles: readonly string[]): void => {
  for (const [index, tile] of tiles.entries()) {
    const child = spawn(executable(), ["run1", tile, String(index)],
      { argv0: program, stdio: "ignore" });
    child.on("exit", () => fail(program, `tile ${tile} exited unexpectedly`));
  }
};

/** From 26.10 on. */
const takesHistories = (program: string): boolean => {
  const [year = 0, month = 0] = (buildOf().version ?? VERSIONS[program] ?? "0").split(".").map(Number);
  return program === "firedancer" && (year > 26 || (year === 26 && month >= 10));
};

const run = async (program: string, setup: Setup): Promise<void> => {
  mkdirSync(setup.ledger, { recursive: true });
  const behaviour = behaviourOf(setup.ledger);
  const { cluster, host = hostname(), tiles = TILES } = behaviour();
  const version = buildOf().version ?? VERSIONS[program] ?? "0";
  const full = program === "firedancer";
  const node = new ValidatorNode({
    program, client: full ? "Firedancer" : "Frankendancer", version, host, behaviour,
    log: firedancerLog("main"), identity: loadKey(program, setup.identity),
    cluster: cluster === undefined ? null : openCluster(cluster),
    voteAccount: setup.voteAccount === undefined ? null : addressOf(setup.voteAccount),
    voters: [loadKey(program, setup.identity)], towers: full ? null : setup.ledger,
    requireTower: false, histories: null, requireHistory: false,
    ...takesHistories(program) && setup.exports !== null ? { exports: setup.exports } : {},
    gossip: "127.0.0.1:8001",
    rpc: setup.rpcPort > 0 ? `127.0.0.1:${setup.rpcPort}` : null, startMs: 800,
    healthDistance: 128, yields: true,
  });
  const stop = (): void => {
    const { stopMs = 100 } = behaviour();
    if (stopMs === "never") return;
    setTimeout(() => {
      node.leave();
      process.exit(0);
    }, stopMs);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  startTiles(program, tiles);
  await takeUdp("0.0.0.0", 8001).catch((error: Error) => fail(program, error.message));
  await serveAdmin({ node, version: "4.2.1", ledger: setup.ledger, rpcAddress: node.options.rpc,
    exit: () => process.exit(0) });
  const rpc = setup.rpcPort > 0 ? serveWhile({ host: "127.0.0.1", port: setup.rpcPort,
    answer: rpcAnswers(node, full ? MISSING : []), trouble: () => troubleOf(node) },
  () => node.rpcOpen && behaviour().rpc !== "closed") : null;
  setInterval(() => {
    node.tick();
    void rpc?.keep();
  }, TICK_MS);
};

const lockOf = (ledger: string): string => join(ledger, "set-identity.lock");

/** An interrupted switch leaves the lock; only --force goes past it. */
const setIdentity = async (
  program: string, setup: Setup, argv: readonly string[],
): Promise<void> => {
  const path = argv.find((word) => word.endsWith(".json")) ?? "";
  const history = argv[argv.indexOf("--vote-history-file") + 1];
  const isGiven = argv.includes("--vote-history-file");
  if (isGiven && !takesHistories(program)) fail(program, "unrecognized argument `--vote-history-file`");
  const lock = lockOf(setup.ledger);
  const key = loadKey(program, path);
  const { keyswitchMs = 100, keyswitchFails = false } = behaviourOf(setup.ledger)();
  if (program === "fdctl" && existsSync(lock) && !argv.includes("--force")) {
    fail(program, "A previous set-identity was interrupted. The leader pipeline is locked. "
      + "Use --force to continue");
  }
  if (program === "fdctl") writeFileSync(lock, String(process.pid));
  await new Promise((resolve) => setTimeout(resolve, keyswitchMs));
  if (keyswitchFails) fail(program, "could not switch identity");
  try {
    if (takesHistories(program)) {
      await askAdmin(setup.ledger, "importHistory", [isGiven ? history : null, path]);
    }
    await askAdmin(setup.ledger, "addAuthorizedVoter", [path]).catch(() => undefined);
    await askAdmin(setup.ledger, "setIdentity", [path, argv.includes("--require-tower"), false]);
  } catch (error) {
    fail(program, (error as Error).message);
  }
  rmSync(lock, { force: true });
  firedancerLog("main")("INFO", `src/app/${program}`, `Validator identity key switched to ${key.address}`);
};

/** Slots until this identity leads again in its epoch; Infinity where it does not. */
const untilLeading = (identity: string, directory: string): { readonly slots: number; readonly slotMs: number } => {
  const cluster = openCluster(directory);
  const { leaders = {}, slotMs = 400 } = cluster.file();
  const at = cluster.slot() % cluster.slotsPerEpoch();
  const next = (leaders[identity] ?? []).filter((slot) => slot >= at);
  return { slots: Math.min(...next) - at, slotMs };
};

const WAIT_VALUED = new Set(["--min-idle-slots", "--min-idle-seconds", "--max-delinquent-stake", "--name"]);
const WAIT_SWITCHES = new Set(["--skip-health-check", "--skip-snapshot-check", "--silent"]);

const waitOptions = (program: string, argv: readonly string[]): ReadonlyMap<string, number> => {
  const found = new Map<string, number>();
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? "";
    if (WAIT_VALUED.has(word)) found.set(word, Number(argv[at += 1]));
    else if (!WAIT_SWITCHES.has(word)) fail(program, `unrecognized argument \`${word}\``);
  }
  return found;
};

/** Until it would be safe to stop it; it stops nothing. 2: the validator has ended meanwhile. */
const wait = async (program: string, setup: Setup, argv: readonly string[]): Promise<void> => {
  if (!takesHistories(program)) fail(program, "unknown subcommand `wait`");
  const options = waitOptions(program, argv);
  const { waitFails, cluster = "" } = behaviourOf(setup.ledger)();
  if (waitFails !== undefined) fail(program, waitFails);
  for (;;) {
    const info = await askAdmin(setup.ledger, "contactInfo").catch(() => process.exit(2)) as { id: string };
    const { slots, slotMs } = untilLeading(info.id, cluster);
    const needed = options.get("--min-idle-slots") ?? (options.get("--min-idle-seconds") ?? 600) * 1000 / slotMs;
    if (slots > needed) return;
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
};

const tile = async (name: string): Promise<void> => {
  nameThisProcess(name);
  dieWith(process.ppid);
  await new Promise(() => setInterval(() => undefined, 60_000));
};

export const firedancer = async (program: string, argv: readonly string[]): Promise<void> => {
  const [verb = "", ...rest] = argv.filter((word, at) =>
    word !== "--config" && argv[at - 1] !== "--config");
  const build = buildOf();
  if (build.versionHangs && /version/.test(verb)) return void setInterval(() => undefined, 60_000);
  if (verb === "version" || verb === "--version") {
    return void process.stdout.write(
      `${build.says ?? `${build.version ?? VERSIONS[program] ?? "0"} (1f2e3d4c5b6a)`}\n`);
  }
  if (verb === "run1") return tile(rest[0] ?? "tile");
  const setup = setupOf(program, readConfig(program, argv[argv.indexOf("--config") + 1]));
  if (verb === "run") return run(program, setup);
  if (verb === "set-identity") return setIdentity(program, setup, rest);
  if (verb === "wait") return wait(program, setup, rest);
  if (verb === "get-identity" && program === "firedancer") {
    const { id } = await askAdmin(setup.ledger, "contactInfo") as { id: string };
    return void process.stdout.write(`${id}\n`);
  }
  fail(program, `unknown subcommand \`${verb}\``);
};
