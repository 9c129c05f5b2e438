/**
 * One key in etcd, over several servers: one that does not answer, or has no leader, is followed by
 * the next, until one has answered or the time is up. That is harmless for a write: it names the
 * revision that it replaces, so it can be carried out once at most.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type {
  ExchangeOutcome, RegisterStore, SilentServer, StandingText, StoreFacts, StoreServer,
} from "../../ports/register.ts";
import { bounded } from "./bounded.ts";
import type { EtcdEndpoint, EtcdReply } from "./reply.ts";
import {
  glanceTxn, readOutcome, readTxn, writeOutcome, writeTxn, type EtcdTxn, type TxnAnswer,
} from "./txn.ts";

/** After a round in which all have failed at once, as while members elect a leader. */
const PAUSE_MS = 100;

interface Tried {
  readonly reply: EtcdReply<TxnAnswer>;
  /** An earlier try of the same call may have been carried out. */
  readonly mayStand: boolean;
}

interface StoreOptions {
  readonly key: string;
  readonly answerWithinMs: number;
}

const listed = (whys: ReadonlyMap<string, string>): string =>
  [...whys].map(([name, why]) => `${name}: ${why}`).join("; ");

export class EtcdStore implements RegisterStore {
  readonly #endpoints: readonly EtcdEndpoint[];
  readonly #key: string;
  readonly #withinMs: number;
  readonly #closing = new AbortController();
  /** The one that has answered last: another one may be down for hours. */
  #first = 0;

  constructor(endpoints: readonly EtcdEndpoint[], { key, answerWithinMs }: StoreOptions) {
    this.#endpoints = endpoints;
    this.#key = key;
    this.#withinMs = answerWithinMs;
  }

  async exchange(expected: StandingText | null, next: string | null): Promise<ExchangeOutcome> {
    const txn = next === null ? readTxn(this.#key) : writeTxn(this.#key, expected, next);
    const { reply, mayStand } = await this.#try(txn);
    if (reply.kind === "failed") return { outcome: "unknown", why: reply.why };
    if (reply.kind === "refused") {
      return next !== null && mayStand ? { outcome: "unknown", why: reply.problem.message }
        : { outcome: "refused", problem: reply.problem };
    }
    return next === null ? readOutcome(reply.answer, expected)
      : writeOutcome(reply.answer, expected, next, mayStand);
  }

  async facts(): Promise<StoreFacts> {
    const [found, rights] = await Promise.all([
      Promise.all(this.#endpoints.map((endpoint) => this.#look(endpoint))), this.#rights(),
    ]);
    return {
      servers: found.filter((one): one is StoreServer => "version" in one),
      silent: found.filter((one): one is SilentServer => "problem" in one), ...rights,
    };
  }

  close(): void {
    this.#closing.abort();
    for (const endpoint of this.#endpoints) endpoint.close();
  }

  async #look(endpoint: EtcdEndpoint): Promise<StoreServer | SilentServer> {
    const reply = await bounded((signal) => endpoint.status(signal), this.#withinMs,
      this.#closing.signal);
    if (reply.kind === "answer") return { endpoint: endpoint.name, ...reply.answer };
    return { endpoint: endpoint.name, problem: reply.kind === "refused" ? reply.problem
      : { code: "ETCD_SILENT", message: reply.why } };
  }

  /** Found out by transactions that would need the right, and write nothing. */
  async #rights(): Promise<Pick<StoreFacts, "rights" | "why">> {
    const { reply } = await this.#try(readTxn(this.#key));
    if (reply.kind === "answer") return { rights: "write", why: null };
    if (reply.kind === "failed") return { rights: null, why: reply.why };
    const { code, message } = reply.problem;
    if (code !== "ETCD_DENIED") return { rights: null, why: message };
    const glance = await this.#try(glanceTxn(this.#key));
    return { rights: glance.reply.kind === "answer" ? "read" : "none", why: message };
  }

  async #try(txn: EtcdTxn): Promise<Tried> {
    const [begun, first, count] = [performance.now(), this.#first, this.#endpoints.length];
    const left = (): number => begun + this.#withinMs - performance.now();
    const whys = new Map<string, string>();
    let mayStand = false;
    for (let tries = 0; left() > 0 && !this.#closing.signal.aborted; tries += 1) {
      const at = (first + tries) % count;
      const endpoint = this.#endpoints[at];
      if (!endpoint) break;
      // What is left is for those that were not tried in this round.
      const reply = await bounded((signal) => endpoint.txn(txn, signal),
        left() / (count - tries % count), this.#closing.signal);
      if (reply.kind !== "failed") {
        this.#first = at;
        return { reply, mayStand };
      }
      mayStand ||= reply.mayStand;
      if (!whys.has(endpoint.name)) whys.set(endpoint.name, reply.why);
      if (tries % count === count - 1) await sleep(Math.max(0, Math.min(PAUSE_MS, left())));
    }
    return { reply: { kind: "failed", why: listed(whys), mayStand }, mayStand };
  }
}
