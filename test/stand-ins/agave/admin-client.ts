/** The other end of admin.rpc, as the subcommands of `agave-validator` use it. */
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { osError } from "../common/keypair.ts";
import { firstObject } from "./admin.ts";

/** Rejects with what the real client prints: `RPC error…`, or why there is no connection. */
export const askAdmin = (
  ledger: string, method: string, params: readonly unknown[] = [],
): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const path = join(ledger, "admin.rpc");
    if (!existsSync(path)) return reject(new Error(`${path} does not exist`));
    const socket = connect(path);
    let text = "";
    socket.on("error", (error) => reject(new Error(osError(error))));
    socket.on("close", () => reject(new Error("RPC channel closed")));
    socket.on("connect", () =>
      socket.write(JSON.stringify({ jsonrpc: "2.0", method, params, id: 0 })));
    socket.on("data", (chunk) => {
      text += chunk.toString("utf8");
      if (!text.endsWith("\n")) return;
      try {
        resolve(resultOf(JSON.parse(firstObject(text) ?? text)));
      } catch (error) {
        reject(new Error(error instanceof SyntaxError
          ? `Failed to parse server response: ${error.message}` : (error as Error).message));
      }
      socket.destroy();
    });
    return undefined;
  });

const resultOf = (answer: unknown): unknown => {
  const { result, error } = answer as
    { result?: unknown; error?: { code: number; message: string } };
  if (!error) return result;
  const kind = error.code === -32602 ? "Invalid params" : "Server error";
  throw new Error(`${kind}: ${error.message}`);
};
