/**
 * The door for a manager, where the host file declares one: over TLS alone, and behind a
 * certificate of an authority that is named for it, a token, or both. Nothing of a request is read
 * before that.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { VexorError } from "../../engine/model/errors.ts";
import type { ManagerQuestion, ManagerReply } from "../../failover/manager-words.ts";
import { bodyOf } from "./peer-channel.ts";

const LONGEST = 16 * 1024;
const MOST_GUESTS = 16;
const PATIENCE_MS = 5_000;
const UNKNOWN_GUEST: ManagerReply = { code: 401, body: { error: "no valid token" } };
const FAILED: ManagerReply = { code: 500, body: { error: "the keeper could not answer" } };

export interface ManagerDoor {
  /** `192.0.2.10:8080`, `[2001:db8::1]:8080`; `:8080` for every address. */
  readonly listen: string;
  readonly certificate: Buffer;
  readonly key: Buffer;
  /** By which a manager's certificate is checked; null: it needs none. */
  readonly managers: Buffer | null;
  /** Null: it needs none. Read for each question: it may be replaced meanwhile. */
  readonly token: (() => string) | null;
}

const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest();

const isKnown = ({ token }: ManagerDoor, { headers }: IncomingMessage): boolean => {
  if (token === null) return true;
  const [, given = ""] = /^Bearer (\S+)$/.exec(headers.authorization ?? "") ?? [];
  return timingSafeEqual(digestOf(given), digestOf(token()));
};

const reply = (response: ServerResponse, { code, body }: ManagerReply): void => {
  response.writeHead(code, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(`${JSON.stringify(body)}\n`);
};

type AnswerManager = (asked: ManagerQuestion) => ManagerReply;

const replyTo = async (
  door: ManagerDoor, asked: IncomingMessage, answer: AnswerManager,
): Promise<ManagerReply> => {
  if (!isKnown(door, asked)) return UNKNOWN_GUEST;
  const body = await bodyOf(asked, LONGEST);
  return body === null ? FAILED
    : answer({ method: asked.method ?? "", path: asked.url ?? "", body });
};

const serverFor = (door: ManagerDoor, answer: AnswerManager): Server => {
  const { certificate: cert, key, managers } = door;
  const server = createServer({ cert, key, minVersion: "TLSv1.3",
    ...managers === null ? {} : { ca: managers, requestCert: true, rejectUnauthorized: true },
  }, (asked, response) => {
    response.setTimeout(PATIENCE_MS, () => response.destroy());
    void replyTo(door, asked, answer).catch(() => FAILED)
      .then((made) => reply(response, made));
  });
  server.maxConnections = MOST_GUESTS;
  server.headersTimeout = PATIENCE_MS;
  server.requestTimeout = PATIENCE_MS;
  return server;
};

const addressOf = (listen: string): { readonly host?: string; readonly port: number } => {
  const [, host = "", port = ""] = /^(.*):(\d+)$/.exec(listen) ?? [];
  return { port: Number(port), ...host === "" ? {} : { host: host.replace(/^\[|\]$/g, "") } };
};

/** The result ends that. Throws FAILOVER_LISTEN. */
export const listenForManager = (
  door: ManagerDoor, answer: AnswerManager,
): Promise<() => void> => {
  if (door.managers === null && door.token === null) {
    throw new VexorError("FAILOVER_LISTEN", "an open door for a manager is not offered");
  }
  const server = serverFor(door, answer);
  return new Promise((done, fail) => {
    server.once("error", ({ code = "EIO" }: NodeJS.ErrnoException) => fail(new VexorError(
      "FAILOVER_LISTEN", `the keeper cannot listen for a manager at ${door.listen}: ${code}`)));
    server.listen(addressOf(door.listen), () => {
      server.removeAllListeners("error");
      server.on("error", () => undefined); // of one guest: there may be better ones
      done(() => {
        server.close();
        server.closeAllConnections();
      });
    });
  });
};
