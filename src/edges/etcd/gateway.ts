/**
 * etcd by its JSON gateway, with a password. Traps of that form: false, 0 and empty texts are left
 * out, numbers of 64 bits are texts, keys and values are base64, and names of fields differ
 * between versions, as those of its errors do.
 */
import { Agent as PlainAgent, request as plainRequest } from "node:http";
import { Agent, request } from "node:https";
import { FormatError } from "../../formats/format-error.ts";
import { partOf } from "../forge/untyped.ts";
import type { Login } from "./client-files.ts";
import {
  failedAs, GRPC_CODE, notUnderstood, replyOf, wantsLogin, type EtcdEndpoint, type EtcdError,
  type EtcdReply, type ServerStatus,
} from "./reply.ts";
import { TARGET, type EtcdCompare, type EtcdTxn, type TxnAnswer } from "./txn.ts";

const LARGEST_ANSWER = 8 * 1024 * 1024;
const TXN = "/v3/kv/txn";
const STATUS = "/v3/maintenance/status";
const LOGIN = "/v3/auth/authenticate";

/** What the gateway passes on to the server: a member that has lost the others says so at once. */
const HEADERS = { "content-type": "application/json", "grpc-metadata-hasleader": "true" };

const base64 = (text: string): string => Buffer.from(text).toString("base64");

const VALUE_FIELDS = { version: "version", create: "create_revision", mod: "mod_revision",
  value: "value" } as const;

const compareOf = (key: string, { result, target, value }: EtcdCompare) => ({
  key: base64(key), result, target: TARGET[target],
  [VALUE_FIELDS[target]]: target === "value" ? base64(value) : value,
});

const operationOf = (key: string, then: EtcdTxn["then"]) => {
  if (then === "get") return { request_range: { key: base64(key) } };
  return { request_put: { key: base64(key),
    ...(then === "put-again" ? { ignore_value: true } : { value: base64(then.put) }) } };
};

export const txnBody = ({ key, compares, then }: EtcdTxn) => ({
  compare: compares.map((one) => compareOf(key, one)), success: [operationOf(key, then)],
  failure: [operationOf(key, "get")],
});

/** By either name: `cluster_id` or `clusterId`. */
const fieldOf = (value: unknown, name: string): unknown => partOf(value, name)
  ?? partOf(value, name.replace(/_[a-z]/g, (found) => found.slice(1).toUpperCase()));

const decimal = (value: unknown): string => {
  if (typeof value === "string" && /^\d{1,20}$/.test(value)) return value;
  throw new FormatError("a number of 64 bits is not a decimal text");
};

const textOf = (value: unknown): string => {
  if (value === undefined) return "";
  if (typeof value === "string") return Buffer.from(value, "base64").toString("utf8");
  throw new FormatError("a value is not base64");
};

const itemsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Throws FormatError, as the next one does. */
export const txnIn = (json: unknown): TxnAnswer => {
  const header = fieldOf(json, "header");
  const succeeded = fieldOf(json, "succeeded") === true;
  const range = itemsOf(fieldOf(json, "responses"))
    .map((one) => fieldOf(one, "response_range")).find((one) => one !== undefined);
  if (range === undefined && !succeeded) throw new FormatError("it does not say what stands");
  const pair = itemsOf(fieldOf(range, "kvs"))[0];
  return {
    succeeded, clusterId: decimal(fieldOf(header, "cluster_id")),
    revision: decimal(fieldOf(header, "revision")),
    stands: pair === undefined ? null : { text: textOf(fieldOf(pair, "value")),
      revision: decimal(fieldOf(pair, "mod_revision")) },
  };
};

const statusIn = (json: unknown): ServerStatus => {
  const version = fieldOf(json, "version");
  if (typeof version !== "string") throw new FormatError("it does not say its version");
  return { version, clusterId: decimal(fieldOf(fieldOf(json, "header"), "cluster_id")) };
};

/** Of answers that are not etcd's own. */
const CODES: Readonly<Record<number, number>> = { 401: GRPC_CODE.unauthenticated,
  403: GRPC_CODE.permissionDenied, 503: GRPC_CODE.unavailable };
const UNKNOWN_CODE = 2;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** An answer other than 200. Newer gateways have no `error`, older ones have both. */
export const errorIn = (status: number, json: unknown): EtcdError => {
  const [code, message] = [partOf(json, "code"), partOf(json, "message") ?? partOf(json, "error")];
  return {
    code: typeof code === "number" ? code : CODES[status] ?? UNKNOWN_CODE,
    message: typeof message === "string" ? message : `HTTP status ${status}`,
  };
};

interface HttpAnswer {
  readonly status: number;
  readonly json: unknown;
}

/** What the servers of one store have in common: a token is valid at each of them. */
export interface GatewaySession {
  readonly ca: Buffer | null;
  /** Reads the file anew, so that a password can be changed; null where etcd asks for none. */
  readonly login: (() => Login) | null;
  token: string | null;
}

class GatewayEndpoint implements EtcdEndpoint {
  readonly name: string;
  readonly #url: URL;
  readonly #session: GatewaySession;
  readonly #agent: PlainAgent;

  constructor(url: URL, session: GatewaySession) {
    this.name = url.host;
    this.#url = url;
    this.#session = session;
    const tls = session.ca === null ? {} : { ca: session.ca };
    this.#agent = url.protocol === "https:" ? new Agent({ keepAlive: true, ...tls })
      : new PlainAgent({ keepAlive: true });
  }

  txn: EtcdEndpoint["txn"] = (txn, signal) => this.#ask(TXN, txnBody(txn), txnIn, signal);

  status: EtcdEndpoint["status"] = (signal) => this.#ask(STATUS, {}, statusIn, signal);

  close(): void {
    this.#agent.destroy();
  }

  /** A token ends after some minutes, and with its server: then one more is asked for, once. */
  async #ask<T>(
    path: string, body: object, read: (json: unknown) => T, signal: AbortSignal,
  ): Promise<EtcdReply<T>> {
    const session = this.#session;
    for (let isRenewed = session.login === null; ; isRenewed = true) {
      if (session.login && session.token === null) {
        const problem = await this.#logIn(session.login(), signal);
        if (problem) return problem;
      }
      const used = session.token;
      const answer = await this.#post(path, body, signal);
      if (answer.status === 200) return readWith(read, answer.json);
      const error = errorIn(answer.status, answer.json);
      if (isRenewed || !wantsLogin(error)) return replyOf(error);
      if (session.token === used) session.token = null;
    }
  }

  async #logIn(login: Login, signal: AbortSignal): Promise<EtcdReply<never> | null> {
    const { status, json } = await this.#post(LOGIN, login, signal);
    const token = partOf(json, "token");
    if (status !== 200) return replyOf(errorIn(status, json));
    if (typeof token !== "string") return failedAs("a login without a token", false);
    this.#session.token = token;
    return null;
  }

  #post(path: string, body: object, signal: AbortSignal): Promise<HttpAnswer> {
    const text = JSON.stringify(body);
    const { token } = this.#session;
    const headers = { ...HEADERS, "content-length": Buffer.byteLength(text),
      ...(token === null || path === LOGIN ? {} : { authorization: token }) };
    const ask: typeof plainRequest = this.#url.protocol === "https:" ? request : plainRequest;
    const { ca } = this.#session;
    return new Promise((resolve, reject) => {
      const call = ask(new URL(path, this.#url), { method: "POST", headers, agent: this.#agent,
        ...(ca === null ? {} : { ca }) });
      signal.addEventListener("abort", () => call.destroy());
      call.on("error", reject);
      call.on("response", (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on("data", (chunk: Buffer) => {
          size += chunk.length;
          if (size > LARGEST_ANSWER) call.destroy(new Error("an answer of more than 8 MiB"));
          else chunks.push(chunk);
        });
        response.on("error", reject);
        response.on("close", () => reject(new Error("the answer was cut short")));
        response.on("end", () => resolve({ status: response.statusCode ?? 0,
          json: parsed(Buffer.concat(chunks).toString("utf8")) }));
      });
      call.end(text);
    });
  }
}

const readWith = <T>(read: (json: unknown) => T, json: unknown): EtcdReply<T> => {
  try {
    return { kind: "answer", answer: read(json) };
  } catch {
    return notUnderstood();
  }
};

export const gatewayEndpoints = (
  urls: readonly URL[], session: GatewaySession,
): readonly EtcdEndpoint[] => urls.map((url) => new GatewayEndpoint(url, session));
