/** agave-validator: what its command line does. */
import { mkdirSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { openCluster } from "../common/cluster.ts";
import { serveWhile } from "../common/http.ts";
import { addressOf, readKeypair } from "../common/keypair.ts";
import { lockFile, startThreads } from "../common/libc.ts";
import { agaveLog } from "../common/log.ts";
import { buildOf, behaviourOf, type Build } from "../common/behaviour.ts";
import { takeSome, takeTcp, takeUdp } from "../common/ports.ts";
import { serveAdmin, setIdentityArity } from "./admin.ts";
import { askAdmin } from "./admin-client.ts";
import { cut, parse, Refusal, refuse, runGrammar, type Options, type Subcommand } from "./args.ts";
import { HIDDEN } from "./flags.ts";
import { ValidatorNode } from "./node.ts";
import { rpcAnswers, troubleOf } from "./rpc.ts";

const VERSION = "4.2.1";
const TICK_MS = 20;
const LINGER_MS = 300;
const FOREVER_MS = 2 ** 31 - 1;

const die = (text: string): never => {
  process.stderr.write(`${text}\n`);
  process.exit(1);
};

const versionLine = (program: string, build: Build): string =>
  build.says ?? `${program} ${build.version ?? VERSION} (src:1f2e3d4c; feat:3073396398, client:${
    build.client ?? "Agave"})`;

/** Taken all the same, and told only to those who know how to ask. */
const isShown = (flag: string): boolean =>
  !HIDDEN.includes(flag) || process.env["SOLANA_NO_HIDDEN_CLI_ARGS"] !== undefined;

const helpText = (program: string, build: Build): string => {
  const { valued, switches } = runGrammar(program, build);
  return [versionLine(program, build), "", "USAGE:", `    ${program} [OPTIONS] [SUBCOMMAND]`, "",
    "OPTIONS:", ...[...switches, ...valued].filter(isShown).sort().map((flag) => `        --${flag}`), "",
  ].join("\n");
};

const last = ({ values }: Options, name: string): string | undefined => values[name]?.at(-1);

/** Ignores what its behaviour says it ignores; the real one may take minutes to stop. */
const stopLate = (node: ValidatorNode): void => {
  const stop = (): void => {
    const { stopMs = LINGER_MS } = node.options.behaviour();
    if (stopMs === "never") return;
    setTimeout(() => {
      node.options.cluster?.forget();
      node.leave();
      process.exit(0);
    }, stopMs);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.on("SIGUSR1", () => undefined);
};

const fileOr = <T>(act: () => T, what: string): T => {
  try {
    return act();
  } catch (error) {
    return die(`error: ${what}: ${(error as Error).message}`);
  }
};

const portOf = (text: string | undefined, otherwise: number): number => Number(text ?? otherwise);

const run = async (program: string, build: Build, options: Options): Promise<void> => {
  const ledger = last(options, "ledger") ?? "ledger";
  mkdirSync(ledger, { recursive: true });
  const behaviour = behaviourOf(ledger);
  const log = agaveLog(last(options, "log") ?? "-");
  if (lockFile(join(ledger, "ledger.lock")) === null) {
    die(`Error: Unable to lock ${ledger}/ledger.lock. Check if another validator is running`);
  }
  const identity = fileOr(() => readKeypair(last(options, "identity") ?? ""), "--identity");
  const voters = (options.values["authorized-voter"] ?? []).map((path) =>
    fileOr(() => readKeypair(path), "--authorized-voter"));
  const { switches } = options;
  const vote = switches.has("no-voting") ? undefined : last(options, "vote-account");
  const gossipPort = portOf(last(options, "gossip-port"), 8001);
  const rpcPort = last(options, "rpc-port");
  const bind = last(options, "rpc-bind-address") ?? "127.0.0.1";
  const { cluster, host = hostname() } = behaviour();
  const version = build.version ?? VERSION;
  const node = new ValidatorNode({
    program, client: build.client ?? "Agave", version, host, behaviour, log, identity,
    cluster: cluster === undefined ? null : openCluster(cluster),
    voteAccount: vote === undefined ? null : fileOr(() => addressOf(vote), "--vote-account"),
    voters: voters.length > 0 ? voters : [identity],
    towers: last(options, "tower") ?? ledger, requireTower: switches.has("require-tower"),
    histories: ledger, requireHistory: !switches.has("do-not-require-vote-history"),
    gossip: `127.0.0.1:${gossipPort}`, rpc: rpcPort === undefined ? null : `${bind}:${rpcPort}`,
    startMs: 800, healthDistance: portOf(last(options, "health-check-slot-distance"), 128),
    yields: true,
  });
  stopLate(node);
  log("INFO", "agave_validator", versionLine(program, build));
  await serveAdmin({ node, version, ledger, rpcAddress: node.options.rpc,
    exit: () => process.exit(0) });
  await listen(node, options, gossipPort).catch((error: Error) => die(error.message));
  startThreads(build.threads ?? ["solPohTickProd", "solReplayStage", "solRpcEl"]);
  const rpc = rpcPort === undefined ? null : serveWhile(
    { host: bind, port: Number(rpcPort), answer: rpcAnswers(node), trouble: () => troubleOf(node) },
    () => node.rpcOpen && behaviour().rpc !== "closed");
  setInterval(() => {
    node.tick();
    rpc?.keep().catch((error: Error) => die(error.message));
  }, TICK_MS);
};

const listen = async (node: ValidatorNode, options: Options, gossip: number): Promise<void> => {
  await takeUdp("0.0.0.0", gossip);
  await takeTcp("0.0.0.0", gossip);
  const [from = "8000", to = "10000"] = (last(options, "dynamic-port-range") ?? "").split("-")
    .filter(Boolean);
  await takeSome("0.0.0.0", [Number(from), Number(to)], 4);
  node.crashIfItShould();
};

const told = async (act: Promise<unknown>, show: (answer: unknown) => string): Promise<void> => {
  try {
    process.stdout.write(show(await act));
  } catch (error) {
    die(`${(error as Error).message}`);
  }
};

const setIdentity = (ledger: string, build: Build, argv: readonly string[]): Promise<void> => {
  const newer = setIdentityArity(build.version ?? VERSION) === 3;
  const { switches, positional: [path] } = parse(argv, { usage: "set-identity [OPTIONS] [KEYPAIR]",
    valued: [], switches: ["require-tower", ...(newer ? ["do-not-require-vote-history"] : [])],
    positionals: 1 });
  if (path === undefined) return Promise.resolve(die("error: reading the keypair from stdin failed"));
  const { address } = fileOr(() => readKeypair(path), `Invalid path ${path}`);
  process.stdout.write(`New validator identity: ${address}\n`);
  const params = [path, switches.has("require-tower"),
    ...(newer ? [!switches.has("do-not-require-vote-history")] : [])];
  return told(askAdmin(ledger, "setIdentity", params), () => "");
};

const waitForWindow = async (ledger: string): Promise<void> => {
  const { idleLeaderMs = 0 } = behaviourOf(ledger)();
  if (idleLeaderMs > 0) process.stdout.write("Waiting for leader slots to pass\n");
  await new Promise((resolve) => setTimeout(resolve, idleLeaderMs));
  process.stdout.write("Validator is ready for restart\n");
};

const contactLines = (answer: unknown, json: boolean): string => {
  if (json) return `${JSON.stringify(answer, null, 2)}\n`;
  const { id, gossip, rpc } = answer as Readonly<Record<string, string>>;
  return `Identity: ${id}\nGossip: ${gossip}\nRPC: ${rpc}\n`;
};

const monitor = (ledger: string): Promise<void> => new Promise(() => {
  setInterval(() => void told(askAdmin(ledger, "startProgress"),
    (answer) => `${JSON.stringify(answer)}\n`), 1000);
});

const voters = (ledger: string, [verb, path]: readonly string[]): Promise<void> =>
  (verb === "add" ? told(askAdmin(ledger, "addAuthorizedVoter", [path]), () => "")
    : told(askAdmin(ledger, "removeAllAuthorizedVoters"), () => ""));

const COMMANDS: Readonly<Partial<Record<Subcommand, (
  ledger: string, argv: readonly string[], build: Build,
) => Promise<void>>>> = {
  "set-identity": (ledger, argv, build) => setIdentity(ledger, build, argv),
  "contact-info": (ledger, argv) => told(askAdmin(ledger, "contactInfo"),
    (answer) => contactLines(answer, argv.includes("json"))),
  "wait-for-restart-window": (ledger) => waitForWindow(ledger),
  "authorized-voter": voters,
  exit: (ledger) => told(askAdmin(ledger, "exit"), () => "Exit request sent\n"),
  monitor: (ledger) => monitor(ledger),
};

export const agave = async (program: string, argv: readonly string[]): Promise<void> => {
  const build = buildOf();
  if (build.versionHangs && /^(--version|-V|--help|-h)$/.test(argv[0] ?? "")) {
    setInterval(() => undefined, FOREVER_MS);
    return;
  }
  if (argv[0] === "--version" || argv[0] === "-V") {
    return void process.stdout.write(`${versionLine(program, build)}\n`);
  }
  if (argv[0] === "--help" || argv[0] === "-h") {
    return void process.stdout.write(helpText(program, build));
  }
  try {
    const grammar = runGrammar(program, build);
    const { before, command, after } = cut(argv, grammar);
    if (command === "run") return await run(program, build, parse([...before, ...after], grammar));
    const ledger = last(parse(before, grammar), "ledger") ?? "ledger";
    const act = COMMANDS[command] ?? refuse(grammar.usage, `${command} is not played here`);
    await act(ledger, after, build);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    die(error.message);
  }
};
