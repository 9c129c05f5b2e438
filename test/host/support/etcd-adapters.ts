/** The adapters to etcd where they run: in this process, by Node, or in an executable of Bun. */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { openRegister } from "../../../src/edges/etcd/open-register.ts";
import { VexorError, type ErrorCode } from "../../../src/engine/model/errors.ts";
import type { ExchangeOutcome, RegisterStore, StoreFacts, StoreSettings } from "../../../src/ports/register.ts";
import { ROOT } from "../../support/paths.ts";
import type { ProgramAsk } from "./etcd-program.ts";

export interface Adapters {
  open(settings: StoreSettings): Promise<RegisterStore>;
  stop(): void;
}

export const inThisProcess = (): Adapters => {
  const opened: RegisterStore[] = [];
  return {
    open: async (settings) => {
      const store = await openRegister(settings);
      opened.push(store);
      return store;
    },
    stop: () => opened.forEach((store) => store.close()),
  };
};

/** As `scripts/build.ts` builds Vexor. */
const build = (): string => {
  const out = join(ROOT, ".cache", `etcd-program.${process.pid}`);
  mkdirSync(join(ROOT, ".cache"), { recursive: true });
  execFileSync("sh", [join(ROOT, "scripts/with.sh"), "bun", "build", "--compile", "--bytecode", "--minify", "--sourcemap=none",
    "--format=esm", "--splitting", "--compile-jit-policy=1000", "--define", "__dirname='/'", "--define", "__filename='/'",
    join(import.meta.dirname, "etcd-program.ts"), "--outfile", out], { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
  return out;
};

interface Said {
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: { readonly code: ErrorCode; readonly message: string; readonly hint: string };
}

type Asked = ProgramAsk extends infer One ? One extends ProgramAsk ? Omit<One, "id"> : never : never;

export const inExecutable = (): Adapters => {
  const program = build();
  const child = spawn(program, ["serve"], { stdio: ["pipe", "pipe", "inherit"] });
  const waiting = new Map<number, (said: Said) => void>();
  let count = 0;
  createInterface({ input: child.stdout }).on("line", (line) => {
    const said = JSON.parse(line) as Said;
    waiting.get(said.id)?.(said);
    waiting.delete(said.id);
  });
  const ask = (asked: Asked): Promise<unknown> => new Promise((resolve, reject) => {
    const id = count++;
    waiting.set(id, ({ answer, error }) => (error
      ? reject(new VexorError(error.code, error.message, { hint: error.hint })) : resolve(answer)));
    child.stdin.write(`${JSON.stringify({ id, ...asked })}\n`);
  });
  return {
    open: async (settings) => {
      const store = count;
      await ask({ ask: "open", store, settings });
      return {
        exchange: async (expected, next) => await ask({ ask: "exchange", store, expected, next }) as ExchangeOutcome,
        facts: async () => await ask({ ask: "facts", store }) as StoreFacts,
        close: () => void ask({ ask: "close", store }),
      };
    },
    stop: () => {
      child.kill();
      rmSync(program, { force: true });
    },
  };
};
