/**
 * vexor-validator, the Zig client: no admin socket, no set-identity, a vote state of its own in the
 * directory that it was started in. It takes its identity from `--identity`, at its start.
 */
import { mkdirSync } from "node:fs";
import { hostname } from "node:os";
import { ValidatorNode } from "../agave/node.ts";
import { rpcAnswers, troubleOf } from "../agave/rpc.ts";
import { openCluster } from "../common/cluster.ts";
import { serveWhile } from "../common/http.ts";
import { addressOf, readKeypair } from "../common/keypair.ts";
import { agaveLog } from "../common/log.ts";
import { buildOf, behaviourOf } from "../common/behaviour.ts";
import { takeUdp } from "../common/ports.ts";

const VERSION = "0.9.3";
const TICK_MS = 20;

const die = (text: string): never => {
  process.stderr.write(`error: ${text}\n`);
  process.exit(1);
};

const run = async (program: string, argv: readonly string[]): Promise<void> => {
  const flag = (name: string): string | undefined => argv[argv.indexOf(`--${name}`) + 1];
  const ledger = flag("ledger") ?? "/home/sol/ledger";
  mkdirSync(ledger, { recursive: true });
  const behaviour = behaviourOf(ledger);
  const identity = readKeypair(flag("identity") ?? die("--identity is missing"));
  const { cluster, host = hostname() } = behaviour();
  const rpcPort = Number(flag("rpc-port") ?? 8899);
  const node = new ValidatorNode({
    program, client: "Vexor", version: buildOf().version ?? VERSION, host, behaviour, identity,
    log: agaveLog("-"), cluster: cluster === undefined ? null : openCluster(cluster),
    voteAccount: addressOf(flag("vote-account") ?? ""), voters: [identity], towers: null,
    requireTower: false, histories: null, requireHistory: false,
    gossip: "127.0.0.1:8001", rpc: `127.0.0.1:${rpcPort}`, startMs: 800,
    healthDistance: 128, yields: false,
  });
  const stop = (): void => void setTimeout(() => process.exit(0), Number(behaviour().stopMs ?? 100));
  process.on("SIGTERM", stop);
  await takeUdp("0.0.0.0", 8001).catch((error: Error) => die(error.message));
  const rpc = serveWhile({ host: "127.0.0.1", port: rpcPort, answer: rpcAnswers(node),
    trouble: () => troubleOf(node) }, () => node.rpcOpen && behaviour().rpc !== "closed");
  setInterval(() => {
    node.tick();
    rpc.keep().catch((error: Error) => die(error.message));
  }, TICK_MS);
};

export const zig = async (program: string, [verb = "help", ...rest]: readonly string[]): Promise<void> => {
  if (verb === "run" || verb === "validator") return run(program, rest);
  if (verb === "version") return void process.stdout.write(`vexor ${buildOf().version ?? VERSION}\n`);
  return die(`unknown command: ${verb}`);
};
