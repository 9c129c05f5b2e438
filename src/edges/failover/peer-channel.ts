/**
 * Questions and answers between two keepers: over TLS with certificates on both sides, each text
 * signed besides. A question that does not count gets no answer at all.
 */
import { randomBytes } from "node:crypto";
import { Agent, createServer, request, type Server } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import { VexorError } from "../../engine/model/errors.ts";
import type { PeerAnswers } from "../../failover/keeper-edges.ts";
import {
  eventsAnswer, eventsQuestion, parseEventsAnswer, parseEventsQuestion, type EventsQuestion,
} from "../../failover/peer-events.ts";
import type { EventPeer, PeerPort, RecordPeer } from "../../failover/ports.ts";
import {
  answerTo, parseAnswer, parseQuestion, parseRecordQuestion, question, recordQuestion,
  type KeeperAnswer, type KeeperParties, type KeeperQuestion, type PeerWord, type QuestionKind,
  type RecordQuestion, type SignedText,
} from "../../failover/word.ts";
import { isOf, signed, type PeerCredentials } from "./peer-signature.ts";

const LONGEST = 16 * 1024;
/** Signed, and twice a text within JSON. */
const LONGEST_EVENTS_ANSWER = 160 * 1024;
/** A signing record is the one long answer: the digest that the register has of it is its proof. */
const LONGEST_GIVEN = 16 * 1024 ** 2;
const RECORD_MS = 10_000;
const CHECKS_MS = 20_000;
const NONCE_BYTES = 16;
const MOST_GUESTS = 16;
const PATH = "/peer-status";

const isText = (value: unknown, longest = LONGEST): value is string =>
  typeof value === "string" && value.length <= longest;

const signedTextIn = (body: string, longest = LONGEST): SignedText | null => {
  try {
    const { text, certificate, signature } = JSON.parse(body) as Partial<SignedText>;
    return isText(text, longest) && isText(certificate) && isText(signature)
      ? { text, certificate, signature } : null;
  } catch {
    return null;
  }
};

/** Null where it is too long, or broken off. */
export const bodyOf = (message: IncomingMessage, longest: number): Promise<string | null> =>
  new Promise((done) => {
    const parts: Buffer[] = [];
    let length = 0;
    message.on("data", (part: Buffer) => {
      length += part.length;
      if (length <= longest) return void parts.push(part);
      message.destroy();
      done(null);
    });
    message.on("end", () => done(Buffer.concat(parts).toString("utf8")));
    message.on("error", () => done(null));
    message.on("close", () => done(null));
  });

export interface PeerChannel extends KeeperParties {
  readonly url: string;
  readonly credentials: () => PeerCredentials;
  readonly answerWithinMs: number;
  /** A whole record; 10 s where it is left out. */
  readonly recordWithinMs?: number;
}

interface PeerCall {
  readonly channel: PeerChannel;
  readonly credentials: PeerCredentials;
  readonly agent: Agent;
  readonly longest: number;
  readonly withinMs: number;
}

const post = (
  { channel, credentials, agent, longest, withinMs }: PeerCall, body: string,
): Promise<string | null> => new Promise((done) => {
  const { ca, certificate: cert, key } = credentials;
  const signal = AbortSignal.timeout(withinMs);
  const sent = request(new URL(PATH, channel.url), { method: "POST", agent, ca, cert, key, signal,
    minVersion: "TLSv1.3", headers: { "content-type": "application/json" } }, (response) => {
    void bodyOf(response, longest).then((text) =>
      done(response.statusCode === 200 ? text : null));
  });
  sent.on("error", () => done(null));
  signal.addEventListener("abort", () => done(null), { once: true });
  sent.end(body);
});

const send = (
  call: PeerCall, asked: KeeperQuestion | RecordQuestion | EventsQuestion,
): Promise<string | null> =>
  post(call, JSON.stringify(signed(JSON.stringify(asked), call.credentials)));

const newNonce = (): string => randomBytes(NONCE_BYTES).toString("hex");

/** What the peer has signed; null for anything else. */
const ofPeer = async (
  call: PeerCall, asked: KeeperQuestion | EventsQuestion,
): Promise<string | null> => {
  const { channel, credentials, longest } = call;
  const body = await send(call, asked);
  const said = body === null ? null : signedTextIn(body, longest);
  return said !== null && isOf(channel.peer, said, credentials, Date.now()) ? said.text : null;
};

const askPeer = async (
  { channel, agent, withinMs }: Pick<PeerCall, "channel" | "agent" | "withinMs">,
  ask: QuestionKind, epoch?: number,
): Promise<KeeperAnswer | null> => {
  const asked = question(channel, ask, newNonce(), epoch);
  const text = await ofPeer({ channel, credentials: channel.credentials(), agent,
    longest: LONGEST, withinMs }, asked);
  return text === null ? null : parseAnswer(text, asked, channel);
};

const wordIn = (answer: KeeperAnswer | null): PeerWord | null => answer && {
  isYes: answer.isYes, mark: answer.mark, canTake: answer.canTake, phase: answer.phase };

/** The peer as this host's keeper asks it; files that cannot be read count as no answer. */
export const peerOver = (channel: PeerChannel): PeerPort & RecordPeer & EventPeer => {
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  // No word waits behind a record, nor behind a look at the other host.
  const [records, slow] = [new Agent({ maxSockets: 1 }), new Agent({ maxSockets: 1 })];
  const fetchRecord = async (digest: string): Promise<string | null> =>
    send({ channel, credentials: channel.credentials(), agent: records,
      longest: LONGEST_GIVEN, withinMs: channel.recordWithinMs ?? RECORD_MS },
      recordQuestion(channel, digest, newNonce()));
  const fetchEvents: EventPeer["events"] = async (mark) => {
    const asked = eventsQuestion(channel, mark, newNonce());
    const text = await ofPeer({ channel, credentials: channel.credentials(), agent: slow,
      longest: LONGEST_EVENTS_ANSWER, withinMs: CHECKS_MS }, asked);
    return text === null ? null : parseEventsAnswer(text, asked, channel);
  };
  const ask = (kind: QuestionKind, epoch?: number): Promise<PeerWord | null> =>
    askPeer({ channel, agent, withinMs: channel.answerWithinMs }, kind, epoch)
      .then(wordIn, () => null);
  return { word: () => ask("word"), nudge: () => ask("nudge"),
    vouch: (epoch) => ask("vouch", epoch),
    checks: () => askPeer({ channel, agent: slow, withinMs: CHECKS_MS }, "checks")
      .then((answer) => answer?.checks ?? null, () => null),
    record: (digest) => fetchRecord(digest).catch(() => null),
    events: (mark) => fetchEvents(mark).catch(() => null) };
};

const answerOf = async (
  channel: PeerChannel, body: string | null, { answer, give, check, events }: PeerAnswers,
): Promise<string | null> => {
  const credentials = channel.credentials();
  const said = body === null ? null : signedTextIn(body);
  if (said === null || !isOf(channel.peer, said, credentials, Date.now())) return null;
  const digest = parseRecordQuestion(said.text, channel);
  if (digest !== null) return give(digest);
  const told = parseEventsQuestion(said.text, channel);
  if (told !== null) {
    const found = eventsAnswer(told, channel, events(told));
    return JSON.stringify(signed(JSON.stringify(found), credentials));
  }
  const asked = parseQuestion(said.text, channel);
  if (asked === null) return null;
  const checks = asked.ask === "checks" ? await check() : null;
  const text = JSON.stringify(answerTo(asked, channel, answer(asked), checks));
  return JSON.stringify(signed(text, credentials));
};

/** Files that cannot be read, and what a guest makes of a signature, end no keeper. */
const answerOrNone: typeof answerOf = (...asked) => answerOf(...asked).catch(() => null);

/** A guest that does not read what it is sent does not keep it here. */
const endWithin = (response: ServerResponse, ms: number): void => {
  const limit = setTimeout(() => response.destroy(), ms).unref();
  response.on("close", () => clearTimeout(limit));
};

/** Answers the peer alone. */
const peerServer = (channel: PeerChannel, answers: PeerAnswers): Server => {
  const { ca, certificate: cert, key } = channel.credentials();
  const server = createServer({ ca, cert, key, requestCert: true, rejectUnauthorized: true,
    minVersion: "TLSv1.3" }, (asked, response) => {
    void bodyOf(asked, LONGEST).then(async (body) => {
      const isKnown = asked.method === "POST" && asked.url === PATH;
      const text = isKnown ? await answerOrNone(channel, body, answers) : null;
      endWithin(response, channel.recordWithinMs ?? RECORD_MS);
      response.writeHead(text === null ? 403 : 200, { "content-type": "application/json",
        "cache-control": "no-store" });
      response.end(text ?? "");
    });
  });
  server.maxConnections = MOST_GUESTS;
  server.headersTimeout = channel.answerWithinMs;
  server.requestTimeout = channel.answerWithinMs;
  return server;
};

/**
 * Both keepers listen at the port of the other's URL: they have one. The result ends that. Throws
 * FAILOVER_LISTEN.
 */
export const listenForPeer = (
  channel: PeerChannel, answers: PeerAnswers,
): Promise<() => void> => {
  const server = peerServer(channel, answers);
  const port = Number(new URL(channel.url).port || "443");
  return new Promise((done, fail) => {
    server.once("error", ({ code = "EIO" }: NodeJS.ErrnoException) => fail(new VexorError(
      "FAILOVER_LISTEN", `the keeper cannot listen at port ${port}: ${code}`)));
    server.listen(port, () => {
      server.removeAllListeners("error");
      server.on("error", () => undefined); // of one guest: there may be better ones
      done(() => {
        server.close();
        server.closeAllConnections();
      });
    });
  });
};
