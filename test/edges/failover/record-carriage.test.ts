/** What one host has signed, on its way to the other: read, offered, given over TLS, kept and put in place by a plan. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { allClients, type FoundClient } from "../../../src/detectors/clients/descriptors.ts";
import { readStoppedClient } from "../../../src/detectors/clients/clients.ts";
import { listenForPeer, peerOver } from "../../../src/edges/failover/peer-channel.ts";
import { recordStore } from "../../../src/edges/failover/records.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { RecordCarrier } from "../../../src/failover/record-carrier.ts";
import { renderRole, ROLE_PATH } from "../../../src/failover/role.ts";
import { recordPath } from "../../../src/failover/signing-record.ts";
import type { Host } from "../../../src/ports/host.ts";
import { awaitSettledRecord } from "../../../src/resources/identity/signing-record.ts";
import { makeAuthority } from "../../host/support/certificates.ts";
import { saveTower, voted, type Tower } from "../../stand-ins/agave/tower.ts";
import { saveHistory } from "../../stand-ins/agave/vote-history.ts";
import { parseKeypair } from "../../stand-ins/common/keypair.ts";
import { engineOf, RESOURCES } from "../../support/engine.ts";
import { hostFile } from "../../support/host-file.ts";
import { makeKey } from "../../support/keys.ts";
import { makeTree } from "../../support/tree.ts";

const [staked, unstaked] = [makeKey(), makeKey()];
const NONE: Tower = { votes: [], root: 7, timestamp: { slot: 0, seconds: 0 } };
const FILES = [`l/tower-1_9-${staked.pubkey}.bin`, `l/vote_history-${staked.pubkey}.bin`];
const { applyAt } = engineOf(RESOURCES.filter(({ kind }) => kind === "identity"));
const ends: (() => void)[] = [];

afterEach(() => {
  for (const end of ends.splice(0)) end();
});

const DECLARED = hostFile({
  identity: { pubkey: staked.pubkey, keypair: "/k/staked.json", unstaked: "/k/unstaked.json" },
  failover: { group: "pair", peer: { host: "val-b", url: "https://b" }, register: { endpoints: ["https://e"] } },
});

const oneHost = () => {
  const root = makeTree({ "/l/": "", "/opt/agave-validator": "", "/etc/passwd": "sol:x:0:0::/:/bin/sh\n", "/var/lib/vexor-agent/failover/": "",
    "/k/staked.json": staked.text, "/k/unstaked.json": unstaked.text, "/k/id.json": "-> unstaked.json",
    [ROLE_PATH]: renderRole({ group: "pair", epoch: 7, role: "standby" }),
    "/etc/systemd/system/a.service": "[Service]\nUser=sol\nExecStart=/opt/agave-validator --ledger /l --identity /k/id.json\n" });
  for (const key of ["staked", "unstaked"]) chmodSync(join(root, `k/${key}.json`), 0o600);
  const host: Host = { ...createLinuxHost(root), isTree: false, sleep: async () => undefined };
  return { root, host, store: recordStore(host), bytes: () => FILES.map((file) => readFileSync(join(root, file))) };
};

const freePort = (): Promise<number> => new Promise((done) => {
  const server = createServer();
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as AddressInfo;
    server.close(() => done(port));
  });
});

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((done) => void setTimeout(done, 20));
};

const pair = async () => {
  const place = mkdtempSync(join(tmpdir(), "vexor-carriage-"));
  ends.push(() => rmSync(place, { recursive: true, force: true }));
  const authority = makeAuthority(place, "group");
  const [a, b] = ["val-a", "val-b"].map((name) => {
    const { cert, key } = authority.issue(name, { names: [`DNS:${name}`, "DNS:localhost"] });
    return { ca: readFileSync(authority.ca), certificate: readFileSync(cert), key: readFileSync(key) };
  });
  const url = `https://localhost:${await freePort()}`;
  const both = { group: "pair", url, answerWithinMs: 3_000 };
  const [from, to] = [oneHost(), oneHost()];
  const common = { group: "pair", identity: staked.pubkey, retryMs: 50, now: () => performance.now() };
  const giver = new RecordCarrier({ ...common, peer: { record: async () => null }, store: from.store, place: async () => false });
  ends.push(await listenForPeer({ ...both, host: "val-a", peer: "val-b", credentials: () => a! }, { give: (digest) => giver.give(digest), check: async () => null, events: () => [],
    answer: () => ({ isYes: true, mark: { epoch: 7, seq: 1 }, canTake: false, phase: null }) }));
  const taker = new RecordCarrier({ ...common, store: to.store,
    peer: peerOver({ ...both, host: "val-b", peer: "val-a", credentials: () => b! }),
    place: async () => (await applyAt(to.host, DECLARED)).failure === null });
  const key = parseKeypair(staked.text);
  saveTower(join(from.root, "l"), voted(NONE, 1000), key);
  saveHistory(join(from.root, "l"), { root: 1, votes: [{ slot: 900, vote: "notarize" }, { slot: 1001, vote: "notarize" }] }, key);
  const client = readStoppedClient(from.host, allClients(), "a.service") as FoundClient;
  const { record } = await awaitSettledRecord(from.host, client, DECLARED.identity!);
  return { from, to, giver, taker, record: record! };
};

test("the files of the one host are those of the other, and only then is that one ready", async () => {
  const { from, to, giver, taker, record } = await pair();
  from.store.keep(record.text);
  taker.carry(record.digest);
  await new Promise((done) => void setTimeout(done, 200));
  expect(taker.digest(), "not before it is offered").toBeNull();
  giver.offered(record.digest);
  await until(() => {
    taker.carry(record.digest);
    return taker.digest() !== null;
  });
  expect([taker.digest(), record.slot]).toEqual([record.digest, 1001]);
  expect(to.bytes()).toEqual(from.bytes());
});

test("a record that was replaced on the disk of the one that offers it goes nowhere", async () => {
  const { from, to, giver, taker, record } = await pair();
  from.store.keep(record.text);
  giver.offered(record.digest);
  from.host.replace(recordPath(record.digest), record.text.replace("1001", "1002"), 0o600);
  taker.carry(record.digest);
  await new Promise((done) => void setTimeout(done, 300));
  expect([taker.digest(), to.host.list("/l"), to.host.list("/var/lib/vexor-agent/failover/records")]).toEqual([null, [], []]);
});
