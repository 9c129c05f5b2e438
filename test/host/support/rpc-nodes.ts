/** Nodes that speak the RPC over real HTTP, well and in every bad way. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { gzipSync } from "node:zlib";

export const KEY = "7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2";
export const ACCOUNT = "Config1111111111111111111111111111111111111";

export type Manner = "well" | "deaf" | "drip" | "huge" | "endless" | "packed" | "nested" | "redirect" | "html" | "words"
  | "absurd" | "array" | "null" | "refusing" | "hang-up" | "forgetful";

export interface RpcNode {
  readonly port: number;
  readonly url: string;
  manner: Manner;
  slot: number;
  /** So far. */
  connections: number;
  questions: number;
  close(): void;
}

const HUGE = 8 * 1024 * 1024;
const BOMB = gzipSync(Buffer.alloc(256 * 1024 * 1024, " "));

const RESULTS: Readonly<Record<string, (slot: number, params: readonly unknown[]) => unknown>> = {
  getHealth: () => "ok",
  getIdentity: () => ({ identity: KEY }),
  getSlot: (slot, [config]) => (JSON.stringify(config).includes("finalized") ? slot - 3 : slot),
  getVoteAccounts: (slot) => ({ current: [{ votePubkey: ACCOUNT, nodePubkey: KEY, lastVote: slot - 1 }], delinquent: [] }),
};

/** In place of each result. */
const LIES: Readonly<Partial<Record<Manner, unknown>>> = {
  words: "9000", absurd: -2e300, array: [1, 2, { current: 3 }], null: null,
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

const pour = (response: ServerResponse): void => {
  while (!response.destroyed && response.write(" ".repeat(1024 * 1024)));
  response.once("drain", () => pour(response));
};

const drip = (response: ServerResponse): void => {
  response.writeHead(200).write("{");
  const timer = setInterval(() => (response.destroyed ? clearInterval(timer) : response.write(" ")), 100);
};

const wrongly = (node: RpcNode, response: ServerResponse, elsewhere: string): boolean => {
  switch (node.manner) {
    case "deaf": return true;
    case "drip": drip(response); return true;
    case "huge": response.end(`{"result":"${"x".repeat(HUGE)}"}`); return true;
    case "endless": pour(response.writeHead(200)); return true;
    case "packed": response.writeHead(200, { "content-encoding": "gzip" }).end(BOMB); return true;
    case "nested": response.end("[".repeat(60_000)); return true;
    case "redirect": response.writeHead(307, { location: elsewhere }).end(); return true;
    case "html": response.writeHead(502).end("<html>Bad Gateway</html>"); return true;
    case "hang-up": response.socket?.destroy(); return true;
    default: return false;
  }
};

const answer = async (
  node: RpcNode, elsewhere: string, request: IncomingMessage, response: ServerResponse,
): Promise<void> => {
  node.questions += 1;
  const { method, params } = JSON.parse(await bodyOf(request)) as { method: string; params: readonly unknown[] };
  if (wrongly(node, response, elsewhere)) return;
  const { manner } = node;
  if (manner === "refusing") return void response.end(JSON.stringify({ error: { code: -32005, message: "Node is unhealthy" } }));
  const result = manner in LIES ? LIES[manner] : RESULTS[method]?.(node.slot, params);
  const { socket } = response;
  response.end(JSON.stringify({ jsonrpc: "2.0", id: 1, result }));
  // A server may let go of a connection that it has just offered to keep.
  if (manner === "forgetful") response.on("close", () => (socket as Socket | null)?.destroy());
};

/** `elsewhere` is where a redirect leads. */
export const startRpcNode = async (elsewhere = ""): Promise<RpcNode> => {
  const server: Server = createServer((request, response) => {
    void answer(node, elsewhere, request, response).catch(() => response.destroy());
  });
  server.on("connection", () => void (node.connections += 1));
  await new Promise<void>((done) => { server.listen(0, "127.0.0.1", done); });
  const { port } = server.address() as AddressInfo;
  const node: RpcNode = { port, url: `http://127.0.0.1:${port}/`, manner: "well", slot: 1_000, connections: 0, questions: 0,
    close: () => {
      server.closeAllConnections();
      server.close();
    } };
  return node;
};
