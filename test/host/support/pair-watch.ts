/** What the judge goes by: what was signed, and every write of the register. */
import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { createInterface } from "node:readline";
import { until } from "../../support/pace.ts";
import type { RegisterWrite, Signed } from "../../support/pair-judge.ts";

const AGAIN_MS = 500;
const NANOS = 1_000_000;

/** The one clock of this machine, which votes are stamped with too. */
export const mono = (): number => Number(process.hrtime.bigint()) / NANOS;

/** The log of all that was signed, read as it grows. */
export class SignedLog {
  readonly #path: string;
  readonly #signed: Signed[] = [];
  #offset = 0;
  #rest = "";

  constructor(path: string) {
    this.#path = path;
  }

  all(): readonly Signed[] {
    let fd: number;
    try {
      fd = openSync(this.#path, "r");
    } catch {
      return this.#signed; // Nothing was signed yet.
    }
    const chunk = Buffer.alloc(Math.max(0, fstatSync(fd).size - this.#offset));
    this.#offset += readSync(fd, chunk, 0, chunk.length, this.#offset);
    closeSync(fd);
    const lines = (this.#rest + chunk.toString("utf8")).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const one of lines) this.#signed.push(JSON.parse(one) as Signed);
    return this.#signed;
  }
}

interface Stored {
  readonly mod_revision?: number;
  readonly value?: string;
}

interface WatchAnswer {
  readonly Events?: readonly { readonly type?: number | string; readonly kv?: Stored; readonly prev_kv?: Stored }[];
}

/**
 * Every write of the register, as etcd tells it to watchers of its own: one at each member, for a
 * member that stands still tells late. They begin at the first revision, and miss none.
 */
export class RegisterWatch {
  readonly #commands: readonly (readonly string[])[];
  readonly #children = new Map<number, ChildProcess>();
  readonly #writes = new Map<string, RegisterWrite>();
  #restored = 0;
  #isOver = false;

  /** `commands`: etcdctl with its access, one for each member. */
  constructor(commands: readonly (readonly string[])[], key: string) {
    this.#commands = commands.map((one) => [...one, "watch", "--prev-kv", "-w", "json", "--rev=1", key]);
    this.#startAll();
  }

  /** In the order of etcd. A removal begins a life of its own, as a restored etcd does. */
  get writes(): readonly RegisterWrite[] {
    let removals = 0;
    return [...this.#writes.values()]
      .toSorted((one, other) => one.life - other.life || one.revision - other.revision)
      .map((write) => {
        if (write.text === "") removals += 1;
        return { ...write, life: write.life + removals };
      }).filter(({ text }) => text !== "");
  }

  /** What etcd shows from now on is what it has not forgotten. */
  begunAnew(): void {
    this.#restored += 1_000;
    this.#endAll();
    this.#startAll();
  }

  /** Until it has heard of that revision. */
  heardOf(revision: number): Promise<void> {
    return until(() => [...this.#writes.values()].some((write) => write.life === this.#restored && write.revision >= revision), 20,
      () => `no watcher has heard of revision ${revision}: ${this.writes.at(-1)?.revision}`);
  }

  stop(): void {
    this.#isOver = true;
    this.#endAll();
  }

  #endAll(): void {
    for (const child of this.#children.values()) child.kill("SIGKILL");
    this.#children.clear();
  }

  #startAll(): void {
    for (const at of this.#commands.keys()) this.#start(at);
  }

  #start(at: number): void {
    const [command = "", ...args] = this.#commands[at] ?? [];
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "ignore"] });
    const life = this.#restored;
    this.#children.set(at, child);
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (this.#children.get(at) === child) this.#heard(line, life);
    });
    child.once("close", () => {
      const isOwn = this.#children.get(at) === child;
      if (isOwn && !this.#isOver) setTimeout(() => this.#children.get(at) === child && this.#start(at), AGAIN_MS).unref();
    });
  }

  #heard(line: string, life: number): void {
    const heard = mono();
    const { Events = [] } = JSON.parse(line) as WatchAnswer;
    for (const { kv, prev_kv: before } of Events) {
      const revision = kv?.mod_revision ?? 0;
      const text = Buffer.from(kv?.value ?? "", "base64").toString("utf8");
      const key = `${life} ${revision}`;
      if (!this.#writes.has(key)) this.#writes.set(key, { life, heard, revision, text, replaced: before?.mod_revision ?? 0 });
    }
  }
}
