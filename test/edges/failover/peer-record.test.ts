/** A signing record over real TLS: who receives one, and what of a hostile peer's answer comes through. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createTlsServer, type Server } from "node:https";
import type { RequestListener } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listenForPeer, peerOver, type PeerChannel } from "../../../src/edges/failover/peer-channel.ts";
import type { PeerCredentials } from "../../../src/edges/failover/peer-signature.ts";
import { parseQuestion, parseRecordQuestion, recordQuestion } from "../../../src/failover/word.ts";
import { makeAuthority, type Authority } from "../../host/support/certificates.ts";

const DIGEST = "3f".repeat(32);
const MARK = { epoch: 7, seq: 9 };
const ANSWER = { isYes: true, mark: MARK, canTake: true, phase: null };
/** As long as a record may be. */
const TEXT = "x".repeat(12 * 1024 ** 2);

let place = "";
let authority: Authority;
let channels: { readonly a: PeerChannel; readonly b: PeerChannel };
const asked: string[] = [];
let end: () => void;

const freePort = (): Promise<number> => new Promise((done) => {
  const server = createServer();
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as AddressInfo;
    server.close(() => done(port));
  });
});

const issued = (name: string): PeerCredentials => {
  const { cert, key } = authority.issue(name, { names: [`DNS:${name}`, "DNS:localhost"] });
  return { ca: readFileSync(authority.ca), certificate: readFileSync(cert), key: readFileSync(key) };
};

const give = (digest: string): string | null => {
  asked.push(digest);
  return digest === DIGEST ? TEXT : null;
};

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), "vexor-records-"));
  authority = makeAuthority(place, "group");
  const [a, b] = [issued("val-a"), issued("val-b")];
  const url = `https://localhost:${await freePort()}`;
  channels = {
    a: { group: "pair", host: "val-a", peer: "val-b", url, credentials: () => a, answerWithinMs: 3_000 },
    b: { group: "pair", host: "val-b", peer: "val-a", url, credentials: () => b, answerWithinMs: 3_000 },
  };
  end = await listenForPeer(channels.a, { answer: () => ANSWER, give, check: async () => null, events: () => [] });
});

afterAll(() => {
  end();
  rmSync(place, { recursive: true, force: true });
});

test("the peer receives the longest record whole, and words meanwhile", async () => {
  const peer = peerOver(channels.b);
  const [text, word] = await Promise.all([peer.record(DIGEST), peer.word()]);
  expect([text === TEXT, word]).toEqual([true, ANSWER]);
});

describe("no record", () => {
  test("of which the other host says that it gives none", async () => {
    expect(await peerOver(channels.b).record("0".repeat(64))).toBeNull();
    expect(asked.at(-1)).toBe("0".repeat(64));
  });

  test.each<[string, (channel: PeerChannel) => Partial<PeerChannel>]>([
    ["for another host of the same authority", () => {
      const other = issued("val-c");
      return { credentials: () => other };
    }],
    ["for the host itself", () => ({ credentials: channels.a.credentials })],
    ["for another group", () => ({ group: "others" })],
    ["by a question for another host", () => ({ peer: "val-c" })],
  ])("%s", async (_, change) => {
    const before = asked.length;
    expect(await peerOver({ ...channels.b, ...change(channels.b) }).record(DIGEST)).toBeNull();
    expect(asked).toHaveLength(before);
  });

  test.each([["../mark.json"], [""], ["3F".repeat(32)], [`${"3f".repeat(32)}0`], ["3f".repeat(31)]])("by the name %j", async (name) => {
    const before = asked.length;
    expect(await peerOver(channels.b).record(name)).toBeNull();
    expect(asked).toHaveLength(before);
  });
});

describe("of a hostile peer with the right certificate", () => {
  const against = async (listener: RequestListener, use: (channel: PeerChannel) => Promise<void>): Promise<void> => {
    const { ca, certificate: cert, key } = channels.a.credentials();
    const server: Server = createTlsServer({ ca, cert, key, requestCert: true }, listener);
    await new Promise<void>((done) => void server.listen(0, "localhost", done));
    const { port } = server.address() as AddressInfo;
    await use({ ...channels.b, url: `https://localhost:${port}` });
    server.close();
    server.closeAllConnections();
  };

  test("an answer without an end is left at 16 MiB", async () => {
    let sent = 0;
    await against((_, response) => {
      const part = Buffer.alloc(1024 ** 2, "x");
      const more = (): void => {
        if (response.destroyed) return;
        sent += part.length;
        response.write(part, more);
      };
      more();
    }, async (channel) => expect(await peerOver(channel).record(DIGEST)).toBeNull());
    expect(sent).toBeLessThan(64 * 1024 ** 2);
  });

  test("one that does not come does not stay in the way of words, and ends", async () => {
    await against((request, response) => {
      let body = "";
      request.on("data", (part: Buffer) => void (body += part.toString()));
      request.on("end", () => {
        if (body.includes("\\\"word\\\"")) response.writeHead(403).end();
        else response.write("x");
      });
    }, async (channel) => {
      const peer = peerOver({ ...channel, recordWithinMs: 500 });
      const record = peer.record(DIGEST);
      expect(await peer.word()).toBeNull();
      expect(await record).toBeNull();
    });
  });

  test.each([403, 404, 500])("an answer of status %i is none", async (status) => {
    await against((_, response) => void response.writeHead(status).end("x"),
      async (channel) => expect(await peerOver(channel).record(DIGEST)).toBeNull());
  });
});

test("a keeper that does not know the question takes it for none of its own", () => {
  const [a, b] = [{ group: "pair", host: "val-a", peer: "val-b" }, { group: "pair", host: "val-b", peer: "val-a" }];
  const text = JSON.stringify(recordQuestion(b, DIGEST, "0".repeat(32)));
  expect(parseRecordQuestion(text, a)).toBe(DIGEST);
  expect(parseQuestion(text, a)).toBeNull();
  for (const wrong of [text.replace("val-b", "val-c"), text.replace("pair", "others"), text.replace("question/1", "question/2"),
    text.replace("0".repeat(32), "0"), text.replace("\"record\"", "\"word\"")]) expect(parseRecordQuestion(wrong, a)).toBeNull();
});
