/** Two nodes of the cluster that are neither of the pair's: what they know, they know by the votes alone. */
import type { Server } from "node:net";
import { makeKey, type Key } from "../../support/keys.ts";
import { ValidatorNode } from "../../stand-ins/agave/node.ts";
import { rpcAnswers } from "../../stand-ins/agave/rpc.ts";
import { openCluster } from "../../stand-ins/common/cluster.ts";
import { serveHttp } from "../../stand-ins/common/http.ts";
import { parseKeypair } from "../../stand-ins/common/keypair.ts";

const PORT = 8_899;
const TICK_MS = 50;

/** The identity, on a machine that no keeper knows of: it has the key, and signs until the result is called. */
export const signElsewhere = (cluster: string, { staked, vote }: { readonly staked: Key; readonly vote: Key }): (() => void) => {
  const identity = parseKeypair(staked.text);
  const node = new ValidatorNode({ program: "peer-node", client: "Agave", version: "4.2.1", host: "third", identity,
    cluster: { ...openCluster(cluster), announce: () => undefined }, behaviour: () => ({ startMs: 0 }),
    log: () => undefined, voteAccount: vote.pubkey, voters: [identity], towers: null, requireTower: false, histories: null,
    requireHistory: false, gossip: "127.0.0.1:8001", rpc: null, startMs: 0, healthDistance: 128, yields: false });
  const ticking = setInterval(() => node.tick(), TICK_MS);
  return () => clearInterval(ticking);
};

/** One that has started, votes not and is not seen in gossip. */
const nodeIn = (cluster: string): ValidatorNode => {
  const identity = parseKeypair(makeKey().text);
  const node = new ValidatorNode({ program: "peer-node", client: "Agave", version: "4.2.1", host: "witness", identity,
    cluster: { ...openCluster(cluster), announce: () => undefined }, behaviour: () => ({ startMs: 0 }),
    log: () => undefined, voteAccount: null, voters: [identity], towers: null, requireTower: false, histories: null,
    requireHistory: false, gossip: "127.0.0.1:8001", rpc: null, startMs: 0, healthDistance: 128, yields: false });
  node.tick();
  return node;
};

export class Witness {
  readonly url: string;
  readonly #server: Server;

  private constructor(url: string, server: Server) {
    [this.url, this.#server] = [url, server];
  }

  static async at(address: string, cluster: string): Promise<Witness> {
    const node = nodeIn(cluster);
    const server = await serveHttp({ host: address, port: PORT, answer: rpcAnswers(node), trouble: () => null });
    return new Witness(`http://${address}:${PORT}`, server);
  }

  close(): void {
    this.#server.close();
  }
}
