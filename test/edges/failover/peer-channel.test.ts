/** Two keepers over real TLS: which questions are answered, and which answers count. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:https";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listenForPeer, peerOver, type PeerChannel } from "../../../src/edges/failover/peer-channel.ts";
import { isOf, signed, type PeerCredentials } from "../../../src/edges/failover/peer-signature.ts";
import type { HostChecks } from "../../../src/failover/checks.ts";
import type { KeeperRecord } from "../../../src/failover/event.ts";
import { answerTo, parseAnswer, parseQuestion, question, type KeeperQuestion } from "../../../src/failover/word.ts";
import { makeAuthority, type Authority, type Certificate } from "../../host/support/certificates.ts";

const MARK = { epoch: 7, seq: 9 };
const CHECKS: HostChecks = { format: "vexor.failover-checks/1", host: "val-a", at: 1, version: "1", genesisHash: null,
  checks: [{ name: "keys", isGood: null, says: "torn" }],
  more: [{ name: "lock", isGood: false, says: "held" }] };
const eventsOf = (epoch: number, seq: number): readonly KeeperRecord[] => Array.from({ length: 128 }, (_, at) => ({ format: "vexor.failover-event/1",
  at: "2026-11-30T00:00:00.000Z", uptime: at, host: "val-a", epoch, seq, what: "unanswered", why: "\\".repeat(100) }));
const YES = { isYes: true, mark: MARK, canTake: true, phase: "standby" as const };

let place = "";
let authority: Authority;
let channels: { readonly a: PeerChannel; readonly b: PeerChannel };
const asked: KeeperQuestion[] = [];
let end: () => void;

const credentialsOf = ({ cert, key }: Certificate, ca: string): PeerCredentials =>
  ({ ca: readFileSync(ca), certificate: readFileSync(cert), key: readFileSync(key) });

const freePort = (): Promise<number> => new Promise((done) => {
  const server = createServer();
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as AddressInfo;
    server.close(() => done(port));
  });
});

/** Each may be reached by the name of this machine as well. */
const issued = (name: string, by = authority, expired?: true): PeerCredentials =>
  credentialsOf(by.issue(name, { names: [`DNS:${name}`, "DNS:localhost"], ...(expired ? { expired } : {}) }), by.ca);

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), "vexor-peers-"));
  authority = makeAuthority(place, "group");
  const [a, b] = [issued("val-a"), issued("val-b")];
  const url = `https://localhost:${await freePort()}`;
  channels = {
    a: { group: "pair", host: "val-a", peer: "val-b", url, credentials: () => a, answerWithinMs: 3_000 },
    b: { group: "pair", host: "val-b", peer: "val-a", url, credentials: () => b, answerWithinMs: 3_000 },
  };
  end = await listenForPeer(channels.a, { give: () => null, events: ({ epoch, seq }) => eventsOf(epoch, seq), check: async () => CHECKS, answer: (one) => {
    asked.push(one);
    return { isYes: one.ask !== "vouch", mark: MARK, canTake: one.ask === "word", phase: "standby" };
  } });
});

afterAll(() => {
  end();
  rmSync(place, { recursive: true, force: true });
});

test("a question gets the answer of the host that it was for", async () => {
  const peer = peerOver(channels.b);
  expect(await peer.word()).toEqual(YES);
  expect(await peer.vouch(7)).toEqual({ ...YES, isYes: false, canTake: false });
  expect(await peer.nudge()).toEqual({ ...YES, canTake: false });
  expect(await peer.checks()).toEqual(CHECKS);
  expect(await peer.events({ epoch: 7, seq: 3 })).toEqual(eventsOf(7, 3));
  expect(asked.map(({ ask, from, epoch }) => [ask, from, epoch])).toEqual(
    [["word", "val-b", 0], ["vouch", "val-b", 7], ["nudge", "val-b", 0], ["checks", "val-b", 0]]);
});

describe("no answer", () => {
  const before = (): number => asked.length;

  test.each<[string, (channel: PeerChannel) => Partial<PeerChannel>]>([
    ["to the certificate of another host of the same authority", () => {
      const other = issued("val-c");
      return { credentials: () => other };
    }],
    ["to the host itself", () => ({ credentials: channels.a.credentials })],
    ["to a certificate of another authority", () => {
      const other = issued("val-b", makeAuthority(place, "other"));
      return { credentials: () => ({ ...other, ca: readFileSync(authority.ca) }) };
    }],
    ["to a certificate that has expired", () => {
      const old = issued("val-b", authority, true);
      return { credentials: () => old };
    }],
    ["to another group", () => ({ group: "others" })],
    ["to a question for another host", () => ({ peer: "val-c" })],
  ])("%s", async (_, change) => {
    const count = before();
    const peer = peerOver({ ...channels.b, ...change(channels.b) });
    expect([await peer.word(), await peer.events(MARK)]).toEqual([null, null]);
    expect(asked).toHaveLength(count);
  });

  test("without a certificate", async () => {
    const failed = await new Promise((done) => {
      const sent = request(new URL("/peer-status", channels.b.url), { method: "POST", ca: readFileSync(authority.ca) });
      sent.on("error", () => done(true));
      sent.on("response", () => done(false));
      sent.end("{}");
    });
    expect(failed).toBe(true);
  });

  test("while the keeper's own files cannot be read, and then again one", async () => {
    const port = await freePort();
    const channel = { ...channels.a, url: `https://localhost:${port}` };
    let isReadable = true;
    const credentials = (): PeerCredentials => {
      if (!isReadable) throw new Error("the certificate is being replaced");
      return channels.a.credentials();
    };
    const stop = await listenForPeer({ ...channel, credentials }, { give: () => null, events: () => [], check: async () => CHECKS, answer: () => YES });
    const peer = peerOver({ ...channels.b, url: channel.url });
    isReadable = false;
    expect(await peer.word()).toBeNull();
    isReadable = true;
    expect(await peer.word()).toEqual(YES);
    stop();
  });

  test("where nothing listens", async () => {
    const url = `https://localhost:${await freePort()}`;
    expect(await peerOver({ ...channels.b, url }).word()).toBeNull();
  });
});

describe("a signature", () => {
  const now = (): number => Date.now();

  test("is of the text that was signed, and of the host that the certificate names", () => {
    const said = signed("a text", channels.b.credentials());
    expect(isOf("val-b", said, channels.a.credentials(), now())).toBe(true);
    expect(isOf("val-a", said, channels.a.credentials(), now())).toBe(false);
    expect(isOf("val-b", { ...said, text: "another text" }, channels.a.credentials(), now())).toBe(false);
    expect(isOf("val-b", { ...said, certificate: "" }, channels.a.credentials(), now())).toBe(false);
    expect(isOf("val-b", { ...said, signature: "" }, channels.a.credentials(), now())).toBe(false);
    expect(isOf("val-b", said, channels.a.credentials(), now() + 40 * 86_400_000)).toBe(false);
  });

  test("counts no more because its certificate, or that of another host, has been seen before", () => {
    const { ca } = channels.a.credentials();
    const [mine, other] = [signed("a text", channels.b.credentials()), signed("a text", issued("val-c"))];
    const strange = readFileSync(makeAuthority(mkdtempSync(join(place, "strange-")), "other").ca);
    const counts = (said = mine, by = ca): boolean => isOf("val-b", said, { ...channels.a.credentials(), ca: by }, now());
    expect([counts(), counts(other), counts({ ...other, certificate: mine.certificate }), counts()]).toEqual([true, false, false, true]);
    expect([counts(mine, strange), counts()]).toEqual([false, true]);
  });
});

describe("an answer", () => {
  const [a, b] = [{ group: "pair", host: "val-a", peer: "val-b" }, { group: "pair", host: "val-b", peer: "val-a" }];
  const first = question(b, "word", "0".repeat(32));
  const textOf = (value: unknown): string => JSON.stringify(value);

  test("counts for its own question alone", () => {
    const answer = textOf(answerTo(first, a, YES));
    expect(parseAnswer(answer, first, b)).toMatchObject({ isYes: true, mark: MARK });
    expect(parseAnswer(answer, question(b, "word", "1".repeat(32)), b)).toBeNull();
    expect(parseAnswer(answer, first, a)).toBeNull();
  });

  test.each([
    ["{}"], ["[]"], ["null"], ["nothing"],
    [textOf({ ...answerTo(first, a, YES), mark: null })],
    [textOf({ ...answerTo(first, a, YES), mark: { epoch: -1, seq: 0 } })],
    [textOf({ ...answerTo(first, a, YES), mark: { epoch: 1.5, seq: 0 } })],
    [textOf({ ...answerTo(first, a, YES), isYes: "yes" })],
    [textOf(first)],
  ])("of the form %s counts for nothing", (text) => {
    expect(parseAnswer(text, first, b)).toBeNull();
  });

  test.each([
    [{ ask: "power-off" }], [{ nonce: "short" }], [{ epoch: -1 }], [{ from: "val-c" }], [{ to: "val-c" }],
    [{ format: "vexor.keeper-question/2" }],
  ])("is not given to a question with %j", (change) => {
    expect(parseQuestion(textOf({ ...first, ...change }), a)).toBeNull();
    expect(parseQuestion(textOf(first), a)).toEqual(first);
  });
});
