/**
 * Questions and answers between two keepers: over TLS with certificates on both sides, each text
 * signed besides. A question that does not count gets no answer at all.
 */
import { randomBytes } from "node:crypto";
import { Agent, createServer, request, type Server } from "node:https";
import type { IncomingMessage } from "node:http";
import { VexorError } from "../../engine/model/errors.ts";
import type { PeerPort, PeerWord } from "../../failover/ports.ts";
import {
  answerTo, parseAnswer, parseQuestion, question, type KeeperParties, type KeeperQuestion,
  type QuestionKind, type SignedText,
} from "../../failover/word.ts";
import { isOf, signed, type PeerCredentials } from "./peer-signature.ts";

const LONGEST = 16 * 1024;
const NONCE_BYTES = 16;
const MOST_GUESTS = 16;
const PATH = "/peer-status";

const isText = (value: unknown): value is string =>
  typeof value === "string" && value.length <= LONGEST;

const signedTextIn = (body: string): SignedText | null => {
  try {
    const { text, certificate, signature } = JSON.parse(body) as Partial<SignedText>;
    return isText(text) && isText(certificate) && isText(signature)
      ? { text, certificate, signature } : null;
  } catch {
    return null;
  }
};

/** Null where it is too long, or broken off. */
const bodyOf = (message: IncomingMessage): Promise<string | null> => new Promise((done) => {
  let body = "";
  message.setEncoding("utf8");
  message.on("data", (part: string) => {
    body += part;
    if (body.length <= LONGEST) return;
    message.destroy();
    done(null);
  });
  message.on("end", () => done(body));
  message.on("error", () => done(null));
  message.on("close", () => done(null));
});

export interface PeerChannel extends KeeperParties {
  readonly url: string;
  readonly credentials: () => PeerCredentials;
  readonly answerWithinMs: number;
}

interface PeerCall {
  readonly channel: PeerChannel;
  readonly credentials: PeerCredentials;
  readonly agent: Agent;
}

const post = (
  { channel, credentials, agent }: PeerCall, body: string,
): Promise<string | null> => new Promise((done) => {
  const { ca, certificate: cert, key } = credentials;
  const signal = AbortSignal.timeout(channel.answerWithinMs);
  const sent = request(new URL(PATH, channel.url), { method: "POST", agent, ca, cert, key, signal,
    minVersion: "TLSv1.3", headers: { "content-type": "application/json" } }, (response) => {
    void bodyOf(response).then((text) => done(response.statusCode === 200 ? text : null));
  });
  sent.on("error", () => done(null));
  signal.addEventListener("abort", () => done(null), { once: true });
  sent.end(body);
});

const askPeer = async (
  channel: PeerChannel, agent: Agent, ask: QuestionKind, epoch?: number,
): Promise<PeerWord | null> => {
  const credentials = channel.credentials();
  const asked = question(channel, ask, randomBytes(NONCE_BYTES).toString("hex"), epoch);
  const body = await post({ channel, credentials, agent },
    JSON.stringify(signed(JSON.stringify(asked), credentials)));
  const said = body === null ? null : signedTextIn(body);
  if (said === null || !isOf(channel.peer, said, credentials, Date.now())) return null;
  const answer = parseAnswer(said.text, asked, channel);
  return answer && { isYes: answer.isYes, mark: answer.mark, canTake: answer.canTake };
};

/** The peer as this host's keeper asks it; files that cannot be read count as no answer. */
export const peerOver = (channel: PeerChannel): PeerPort => {
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  const ask = (kind: QuestionKind, epoch?: number): Promise<PeerWord | null> =>
    askPeer(channel, agent, kind, epoch).catch(() => null);
  return { word: () => ask("word"), nudge: () => ask("nudge"),
    vouch: (epoch) => ask("vouch", epoch) };
};

export type PeerAnswerer = (asked: KeeperQuestion) => PeerWord;

const answerOf = (
  channel: PeerChannel, body: string | null, answer: PeerAnswerer,
): string | null => {
  const credentials = channel.credentials();
  const said = body === null ? null : signedTextIn(body);
  if (said === null || !isOf(channel.peer, said, credentials, Date.now())) return null;
  const asked = parseQuestion(said.text, channel);
  if (asked === null) return null;
  const word = answer(asked);
  return JSON.stringify(signed(JSON.stringify(answerTo(asked, channel, word)), credentials));
};

/** Files that cannot be read, and what a guest makes of a signature, end no keeper. */
const answerOrNone: typeof answerOf = (...asked) => {
  try {
    return answerOf(...asked);
  } catch {
    return null;
  }
};

/** Answers the peer alone. */
const peerServer = (channel: PeerChannel, answer: PeerAnswerer): Server => {
  const { ca, certificate: cert, key } = channel.credentials();
  const server = createServer({ ca, cert, key, requestCert: true, rejectUnauthorized: true,
    minVersion: "TLSv1.3" }, (asked, response) => {
    void bodyOf(asked).then((body) => {
      const isKnown = asked.method === "POST" && asked.url === PATH;
      const text = isKnown ? answerOrNone(channel, body, answer) : null;
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
  channel: PeerChannel, answer: PeerAnswerer,
): Promise<() => void> => {
  const server = peerServer(channel, answer);
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
