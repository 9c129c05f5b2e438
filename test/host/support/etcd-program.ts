/**
 * The adapters to etcd as a program of its own, which the tests build as Vexor's executable is
 * built: a line of JSON asks, a line answers.
 */
import { createInterface } from "node:readline";
import { openRegister } from "../../../src/edges/etcd/open-register.ts";
import { asVexorError } from "../../../src/engine/model/errors.ts";
import type { RegisterStore, StandingText, StoreSettings } from "../../../src/ports/register.ts";

/** `store` names an opened one. */
export type ProgramAsk =
  | { readonly id: number; readonly ask: "open"; readonly store: number; readonly settings: StoreSettings }
  | { readonly id: number; readonly ask: "exchange"; readonly store: number; readonly expected: StandingText | null; readonly next: string | null }
  | { readonly id: number; readonly ask: "facts" | "close"; readonly store: number };

const stores = new Map<number, RegisterStore>();

const answerTo = async (asked: ProgramAsk): Promise<unknown> => {
  if (asked.ask === "open") {
    stores.set(asked.store, await openRegister(asked.settings));
    return null;
  }
  const store = stores.get(asked.store);
  if (asked.ask === "exchange") return store?.exchange(asked.expected, asked.next);
  return asked.ask === "facts" ? store?.facts() : store?.close();
};

const reply = async (line: string): Promise<void> => {
  const asked = JSON.parse(line) as ProgramAsk;
  const begun = performance.now();
  const said = await answerTo(asked).then((answer) => ({ answer }), (error: unknown) => {
    const { code, message, hint } = asVexorError(error);
    return { error: { code, message, hint } };
  });
  process.stdout.write(`${JSON.stringify({ id: asked.id, tookMs: performance.now() - begun, ...said })}\n`);
};

// Loaded by what imports its types, it must not read that process's input.
if (process.argv[2] === "serve") createInterface({ input: process.stdin }).on("line", (line) => void reply(line));
