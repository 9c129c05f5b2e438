/**
 * One contract, held by each way to etcd: by gRPC and by its JSON gateway, in Node and in an
 * executable as users have it; against real servers that are paused, killed and restored.
 */
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { judgeEtcd } from "../../src/failover/etcd-floor.ts";
import { judgeStart } from "../../src/failover/etcd-start.ts";
import type { ExchangeOutcome, GatewayAccess, GrpcAccess, RegisterStore, StandingText } from "../../src/ports/register.ts";
import { elapse, until, within } from "../support/pace.ts";
import { inExecutable, inThisProcess, type Adapters } from "./support/etcd-adapters.ts";
import { cannotHaveEtcd } from "./support/etcd-binaries.ts";
import { makeAuthority, type Authority, type Certificate } from "./support/certificates.ts";
import { makeNetwork, startSlowPath } from "./support/network.ts";
import { startEtcd, type EtcdCluster, type EtcdMember, type EtcdOptions } from "./support/etcd.ts";

const PLAIN = { grpc: { by: "grpc", ca: null, certificate: null }, gateway: { by: "gateway", ca: null, login: null } } as const;
const ACCESSES = Object.values(PLAIN);

const clusters: EtcdCluster[] = [];
const start = async (options?: EtcdOptions): Promise<EtcdCluster> => {
  const cluster = await startEtcd(options);
  clusters.push(cluster);
  return cluster;
};

let place = "";
let programs: Readonly<Record<"Node" | "executable", Adapters>>;

let keys = 0;
const newKey = (): string => `/vexor/test/${keys++}`;

interface Opening {
  readonly program?: "Node" | "executable";
  readonly access?: GrpcAccess | GatewayAccess;
  readonly key?: string;
  readonly answerWithinMs?: number;
}

const openAt = (endpoints: readonly string[], { program = "executable", access = PLAIN.grpc, key = newKey(), answerWithinMs = within(2000) }: Opening = {}): Promise<RegisterStore> =>
  programs[program].open({ endpoints, key, answerWithinMs, access, unencrypted: true });

/** A write that must be done. */
const done = async (store: RegisterStore, expected: StandingText | null, next: string): Promise<StandingText> => {
  const exchange = await store.exchange(expected, next);
  if (exchange.outcome !== "done" || !exchange.stands) throw new Error(JSON.stringify(exchange));
  expect(exchange.stands.text).toBe(next);
  return exchange.stands;
};

const standing = async (store: RegisterStore): Promise<StandingText | null> => {
  const read = await store.exchange(null, null);
  if (read.outcome === "done" || read.outcome === "differs") return read.stands;
  throw new Error(JSON.stringify(read));
};

describe.skipIf(cannotHaveEtcd())("etcd", () => {
  let one: EtcdCluster;
  beforeAll(async () => {
    place = mkdtempSync(join(tmpdir(), "vexor-etcd-test-"));
    programs = { Node: inThisProcess(), executable: inExecutable() };
    one = await start();
  }, within(120_000));
  afterAll(async () => {
    for (const adapters of Object.values(programs ?? {})) adapters.stop();
    await Promise.all(clusters.map((cluster) => cluster.stop()));
    rmSync(place, { recursive: true, force: true });
  });

  const WAYS = (["Node", "executable"] as const).flatMap((program) => ACCESSES.map((access) => ({ program, access, by: access.by })));

  describe.each(WAYS)("by $by in $program", ({ program, access }) => {
    const open = (): Promise<RegisterStore> => openAt(one.endpoints, { program, access });

    test("writes where nothing stands, and only there", async () => {
      const store = await open();
      const before = await store.exchange(null, null);
      expect(before).toMatchObject({ outcome: "done", stands: null, clusterId: expect.stringMatching(/^\d{5,20}$/) });
      const first = await done(store, null, "first");
      expect(await store.exchange(null, "other")).toMatchObject({ outcome: "differs", stands: first });
      expect(await store.exchange(first, null)).toMatchObject({ outcome: "done", stands: first });
      expect(await store.exchange(null, null)).toMatchObject({ outcome: "differs", stands: first });
    });

    test("replaces what was expected, by its text and by its revision", async () => {
      const store = await open();
      const first = await done(store, null, "first");
      const second = await done(store, first, "second");
      expect(await store.exchange(first, "late")).toMatchObject({ outcome: "differs", stands: second });
      const again = await done(store, second, "first");
      expect(BigInt(again.revision)).toBeGreaterThan(BigInt(second.revision));
      for (const wrong of [first, { ...again, text: "second" }, { ...again, revision: second.revision }]) {
        expect(await store.exchange(wrong, "wrong"), JSON.stringify(wrong)).toMatchObject({ outcome: "differs", stands: again });
        expect(await store.exchange(wrong, null)).toMatchObject({ outcome: "differs", stands: again });
      }
      await done(store, again, "third");
    });

    test("keeps every text as it is, and writes nothing when it reads", async () => {
      const store = await open();
      let stands: StandingText | null = null;
      expect(await standing(store)).toBe(null);
      for (const text of ["{\"a\": 1}", "", "ünï – \u0000\n\"\\ 🜁", "x".repeat(300_000)]) {
        stands = await done(store, stands, text);
        expect(await standing(store)).toEqual(stands);
        expect(await standing(store)).toEqual(stands);
        expect((await store.facts()).rights).toBe("write");
      }
      expect(await standing(store)).toEqual(stands);
    });

    test("reads by the log in which the members agree on writes, and not what one of them remembers", async () => {
      const store = await open();
      await done(store, null, "first");
      const before = one.logLength();
      await standing(store);
      expect(one.logLength()).toBe(before + 1);
    });

    test("reports what etcd refuses for its size as refused, and what stood stands", async () => {
      const store = await open();
      const first = await done(store, null, "first");
      for (const size of [1_800_000, 3_000_000]) {
        expect(await store.exchange(first, "x".repeat(size))).toEqual({ outcome: "refused",
          problem: { code: "ETCD_REFUSED", message: expect.stringMatching(/^etcd refuses the request: .*larger?/) } });
      }
      expect(await standing(store)).toEqual(first);
    });

    test("says of which version the servers are, and what this host may do", async () => {
      const store = await openAt([...one.endpoints, "http://localhost:1"], { program, access });
      const facts = await store.facts();
      expect(facts).toMatchObject({ servers: [{ version: one.version, endpoint: new URL(one.endpoints[0] ?? "").host }],
        silent: [{ endpoint: "localhost:1", problem: { code: "ETCD_SILENT", message: expect.stringMatching(/ECONNREFUSED|refused/i) } }], rights: "write", why: null });
      const lineage = facts.servers[0]?.clusterId ?? "";
      const safety = judgeEtcd(one.version, null);
      expect(judgeStart(facts, { lowest: null, lineage }).problem).toEqual(safety.verdict === "safe" ? null
        : { code: "ETCD_TOO_OLD", message: expect.stringMatching(/: etcd 3\.\d+\.\d+ is below 3\.5\.33, /) });
      expect(judgeStart(facts, { lowest: one.version, lineage })).toEqual({ problem: null,
        unsafe: safety.verdict === "safe" ? [] : [expect.stringContaining(`: etcd ${one.version} is below`)] });
    });

    test("ends in time where nothing listens, and what waits when it is closed", async () => {
      const store = await openAt(["http://localhost:1"], { program, access, answerWithinMs: 500 });
      const begun = performance.now();
      expect(await store.exchange(null, "first")).toMatchObject({ outcome: "unknown", why: expect.stringMatching(/^localhost:1: ./) });
      expect(performance.now() - begun).toBeLessThan(within(800));
      const waits = (await openAt(["http://localhost:1"], { program, access, answerWithinMs: 600_000 }));
      const answer = waits.exchange(null, "first");
      waits.close();
      expect(await answer).toMatchObject({ outcome: "unknown" });
    });
  });

  test("of two that write at the same time one wins, by either way, a thousand times", async () => {
    const key = newKey();
    const rivals = await Promise.all(ACCESSES.map((access) => openAt(one.endpoints, { access, key })));
    const wins = [0, 0];
    let stands: StandingText | null = null;
    for (let round = 0; round < 1000; round++) {
      const expected: StandingText | null = stands;
      const exchanges: readonly ExchangeOutcome[] = await Promise.all(rivals.map((rival, at) => rival.exchange(expected, `${round} by ${at}`)));
      const winner = exchanges.findIndex(({ outcome }) => outcome === "done");
      const [won, lost] = [exchanges[winner], exchanges[1 - winner]];
      if (won?.outcome !== "done") throw new Error(`round ${round}: ${JSON.stringify(exchanges)}`);
      stands = won.stands;
      wins[winner] = (wins[winner] ?? 0) + 1;
      expect(lost, `round ${round}`).toMatchObject({ outcome: "differs", stands });
    }
    console.log(`won by gRPC ${wins[0]} times, by the gateway ${wins[1]} times`);
  });

  describe("faults", () => {
    /** Both ways at once, each with a key of its own: they wait for the same fault. */
    const openBoth = (endpoints: readonly string[], answerWithinMs: number, both = ACCESSES.map(() => newKey())): Promise<readonly RegisterStore[]> =>
      Promise.all(ACCESSES.map((access, at) => openAt(endpoints, { access, answerWithinMs, key: both[at] ?? "" })));
    const first = (stores: readonly RegisterStore[]): Promise<readonly StandingText[]> => Promise.all(stores.map((store) => done(store, null, "first")));
    const exchanges = (stores: readonly RegisterStore[], expected: readonly (StandingText | null)[], next: string | null): Promise<readonly ExchangeOutcome[]> =>
      Promise.all(stores.map((store, at) => store.exchange(expected[at] ?? null, next)));
    const answering = (stores: readonly RegisterStore[]): Promise<void> =>
      until(async () => (await exchanges(stores, [], null)).every(({ outcome }) => outcome === "differs"), 20);
    const isUnknown = (why = /./): object => ({ outcome: "unknown", why: expect.stringMatching(why) });

    /** What has become of a write that was `done` or `unknown`; the next write builds on that. */
    const settled = async (stores: readonly RegisterStore[], written: readonly ExchangeOutcome[], texts: readonly string[]): Promise<readonly StandingText[]> => {
      await answering(stores);
      return Promise.all(stores.map(async (store, at) => {
        const [now, exchange] = [await standing(store), written[at]];
        expect(texts).toContain(now?.text);
        if (exchange?.outcome === "done") expect(now).toEqual(exchange.stands);
        return done(store, now, "next");
      }));
    };

    test("a server that is paused makes it unknown in time, and then shows what became of it", async () => {
      const [server] = one.members;
      const answerWithinMs = within(300);
      const stores = await openBoth(one.endpoints, answerWithinMs);
      const before = await first(stores);
      await server?.pause();
      const begun = performance.now();
      let written: readonly ExchangeOutcome[] = [];
      try {
        written = await exchanges(stores, before, "second");
        expect([...written, ...await exchanges(stores, before, null)]).toMatchObject(Array(4).fill(isUnknown(/no answer in time/)));
        expect(performance.now() - begun).toBeLessThan(2 * answerWithinMs + within(300));
      } finally {
        server?.resume();
      }
      await settled(stores, written, ["first", "second"]);
    });

    describe("three servers", () => {
      let three: EtcdCluster;
      beforeAll(async () => {
        three = await start({ members: 3 });
      }, within(60_000));
      const apartFrom = (member: EtcdMember): readonly EtcdMember[] => three.members.filter((other) => other !== member);
      const endpointsOf = (...members: readonly (EtcdMember | undefined)[]): readonly string[] => members.map((member) => member?.endpoint ?? "");

      test("the next one is asked where one does not answer or is gone, within the one time", async () => {
        const leader = await three.leader();
        const [paused, other] = apartFrom(leader);
        const stores = await openBoth(endpointsOf(paused, other, leader), within(600));
        const before = await first(stores);
        await paused?.pause();
        const second = await Promise.all(stores.map((store, at) => done(store, before[at] ?? null, "second")));
        for (const { silent } of await Promise.all(stores.map((store) => store.facts()))) {
          expect(silent.map(({ endpoint }) => `http://${endpoint}`)).toEqual([paused?.endpoint]);
        }
        paused?.resume();
        await leader.kill();
        // The leader may have died with the write.
        const written = await exchanges(stores, second, "third");
        expect(written.map(({ outcome }) => outcome).filter((outcome) => outcome !== "done" && outcome !== "unknown")).toEqual([]);
        await settled(stores, written, ["second", "third"]);
        leader.startAgain();
        await three.ready();
      });

      test("without most of them all is unknown, and a write may be carried out late", async () => {
        const leader = await three.leader();
        const stores = await openBoth(endpointsOf(leader), within(200));
        const before = await first(stores);
        await Promise.all(apartFrom(leader).map((other) => other.pause()));
        const written = await exchanges(stores, before, "late");
        const wrong = await exchanges(stores, before.map((one) => ({ ...one, text: "other" })), "wrong");
        expect([...written, ...wrong, ...await exchanges(stores, [], null)]).toMatchObject(Array(6).fill(isUnknown()));
        for (const other of apartFrom(leader)) other.resume();
        await settled(stores, written, ["first", "late"]);
        for (const exchange of await exchanges(stores, before, "again")) expect(exchange.outcome).toBe("differs");
      });

      test("a member that has lost the others says so long before it would give up", async () => {
        const [alone, ...gone] = three.members;
        const stores = await openBoth(endpointsOf(alone), within(200));
        const before = await first(stores);
        await Promise.all(gone.map((member) => member.kill()));
        await until(async () => {
          const written = await exchanges(stores, before, "second");
          expect(written).toMatchObject(Array(2).fill(isUnknown()));
          return written.every((one) => one.outcome === "unknown" && one.why.includes("no leader"));
        }, 20);
        for (const member of gone) member.startAgain();
        await three.ready();
        await settled(stores, [], ["first", "second"]);
      });
    });

    test("packets that vanish are waited for no longer than packets of a server that is gone", async () => {
      const network = makeNetwork(3);
      const apart = await start({ members: 3, inside: network.inside, address: network.address });
      try {
        const leader = await apart.leader();
        const both = ACCESSES.map(() => newKey());
        const stores = await openBoth([leader.endpoint, ...apart.endpoints.filter((endpoint) => endpoint !== leader.endpoint)], within(600), both);
        const before = await first(stores);
        network.cut(apart.members.indexOf(leader));
        const next = await settled(stores, await exchanges(stores, before, "second"), ["first", "second"]);
        network.mend(apart.members.indexOf(leader));
        await apart.ready();
        expect(await Promise.all((await openBoth([leader.endpoint], within(1000), both)).map(standing))).toEqual(next);
      } finally {
        await apart.stop();
        network.remove();
      }
    });

    test("a store that was restored from a snapshot is of another cluster, and shows its own past", async () => {
      const before = await start();
      const both = ACCESSES.map(() => newKey());
      const stores = await openBoth(before.endpoints, within(2000), both);
      const old = await first(stores);
      const snapshot = before.save();
      const later = await Promise.all(stores.map((store, at) => done(store, old[at] ?? null, "second")));
      const lineage = (await stores[0]?.facts())?.servers[0]?.clusterId ?? "";
      const after = await start({ snapshot });
      const restored = await openBoth(after.endpoints, within(2000), both);
      for (const [at, exchange] of (await exchanges(restored, later, "third")).entries()) {
        const facts = await restored[at]?.facts();
        if (!facts) throw new Error("it was not opened");
        expect(exchange).toMatchObject({ outcome: "differs", stands: old[at], clusterId: facts.servers[0]?.clusterId });
        expect(judgeStart(facts, { lowest: "3.5.0", lineage }).problem)
          .toMatchObject({ code: "ETCD_LINEAGE", message: expect.stringContaining(`wanted is ${lineage}`) });
      }
    });
  });

  describe("certificates", () => {
    let authority: Authority;
    let cluster: EtcdCluster;
    const certificateOf = (name: string) => authority.issue(name);
    const accessOf = (name: string): GrpcAccess => ({ by: "grpc", ca: authority.ca, certificate: certificateOf(name) });
    beforeAll(async () => {
      authority = makeAuthority(place, "authority");
      const server = authority.issue("etcd", { names: ["DNS:localhost", "IP:127.0.0.1"] });
      cluster = await start({ tls: { ...server, ca: authority.ca, wantsCertificate: true } });
      const root = certificateOf("root");
      cluster.enableLogins({ "host-a": { prefix: "/a/" }, "host-b": { prefix: "/b/" } });
      cluster.ctl(["role", "grant-permission", "host-a", "read", "/b/register"], { as: root });
    }, within(60_000));

    test.each(["Node", "executable"] as const)("in %s: a host writes its own key, and is denied another's", async (program) => {
      const own = await openAt(cluster.endpoints, { program, access: accessOf("host-a"), key: `/a/${program}` });
      await done(own, null, "first");
      const others = await openAt(cluster.endpoints, { program, access: accessOf("host-a"), key: "/b/register" });
      for (const next of ["mine", null]) {
        expect(await others.exchange(null, next)).toEqual({ outcome: "refused",
          problem: { code: "ETCD_DENIED", message: expect.stringMatching(/permission denied/) } });
      }
      const hidden = await openAt(cluster.endpoints, { program, access: accessOf("host-a"), key: "/b/hidden" });
      expect([(await own.facts()).rights, (await others.facts()).rights, (await hidden.facts()).rights]).toEqual(["write", "read", "none"]);
      expect(judgeStart(await others.facts(), { lowest: "3.5.0", lineage: null }).problem)
        .toMatchObject({ code: "ETCD_DENIED", message: expect.stringMatching(/only read/) });
      const stranger = await openAt(cluster.endpoints, { program, access: accessOf("host-c"), key: "/a/other" });
      expect(await stranger.exchange(null, "mine")).toMatchObject({ outcome: "refused", problem: { code: "ETCD_DENIED" } });
    });

    test.each(["Node", "executable"] as const)("in %s: a server is known by its name or its address, and by its authority alone", async (program) => {
      const [endpoint = ""] = cluster.endpoints;
      const byAddress = endpoint.replace("localhost", "127.0.0.1");
      await done(await openAt([byAddress], { program, access: accessOf("host-a"), key: `/a/${program}/address` }), null, "first");
      const others = makeAuthority(place, `others-${program}`);
      const refused = async (access: GrpcAccess, why: RegExp): Promise<void> => {
        const store = await openAt([endpoint], { program, access, key: "/a/x", answerWithinMs: within(300) });
        expect(await store.exchange(null, "first")).toMatchObject({ outcome: "unknown", why: expect.stringMatching(why) });
      };
      await Promise.all([
        refused({ ...accessOf("host-a"), ca: others.ca }, /certificate|UNABLE_TO|SELF_SIGNED/i),
        refused({ ...accessOf("host-a"), certificate: others.issue("host-a") }, /unknown ca|unknown_ca|reset/i),
        refused({ ...accessOf("host-a"), certificate: null }, /certificate required|certificate_required|reset|bad certificate/i),
      ]);
    });
    test.each(["Node", "executable"] as const)("in %s: a certificate that is replaced is taken up without a new start", async (program) => {
      const [strangers, good] = [makeAuthority(place, `strangers-${program}`).issue("host-a"), authority.issue("host-a")];
      const certificate = { cert: join(place, `${program}.pem`), key: join(place, `${program}.key`) };
      const put = (from: Certificate): void => {
        copyFileSync(from.cert, certificate.cert);
        copyFileSync(from.key, certificate.key);
      };
      put(strangers);
      const store = await openAt(cluster.endpoints, { program, access: { by: "grpc", ca: authority.ca, certificate }, key: `/a/${program}/replaced`, answerWithinMs: within(150) });
      expect(await store.exchange(null, "first")).toMatchObject({ outcome: "unknown" });
      writeFileSync(certificate.key, "");
      expect(await store.exchange(null, "first")).toMatchObject({ outcome: "unknown", why: expect.stringMatching(/is not a private key in PEM/) });
      put(good);
      await until(async () => (await store.exchange(null, "first")).outcome !== "unknown", 10);
      expect(await standing(store)).toMatchObject({ text: "first" });
    });
    test.each(["Node", "executable"] as const)("in %s: a connection that takes longer to be made than an answer may take is made all the same", async (program) => {
      const delayMs = within(20);
      const slow = await startSlowPath(new URL(cluster.endpoints[0] ?? "").port, delayMs);
      const store = await openAt([`https://localhost:${slow.port}`], { program, access: accessOf("host-a"), key: `/a/${program}/slow`, answerWithinMs: 3 * delayMs });
      expect(await store.exchange(null, "first")).toMatchObject({ outcome: "unknown" });
      await until(async () => (await store.exchange(null, "first")).outcome !== "unknown", 5);
      slow.close();
    });


    test("a server that shows another name, or whose certificate has expired, is not believed", async () => {
      const wrong = authority.issue("etcd", { names: ["DNS:elsewhere.test", "IP:127.0.0.9"] });
      const old = authority.issue("etcd", { names: ["DNS:localhost"], expired: true });
      for (const [server, why] of [[wrong, /altnames|ERR_TLS_CERT|not in the cert/i], [old, /expired/i]] as const) {
        const { endpoints: [byName = ""] } = await start({ tls: { ...server, ca: authority.ca, wantsCertificate: false } });
        const refused = async (program: "Node" | "executable", endpoint: string, access: Opening["access"]): Promise<void> => {
          const store = await openAt([endpoint], { program, access: access ?? PLAIN.grpc, answerWithinMs: within(300) });
          expect(await store.exchange(null, "first"), `${program} ${access?.by} ${endpoint}`).toMatchObject({ outcome: "unknown", why: expect.stringMatching(why) });
        };
        await Promise.all((["Node", "executable"] as const).flatMap((program) => [byName, byName.replace("localhost", "127.0.0.1")]
          .flatMap((endpoint) => [accessOf("host-a"), { by: "gateway", ca: authority.ca, login: null } as const].map((access) => refused(program, endpoint, access)))));
      }
    });
  });

  describe("passwords", () => {
    let authority: Authority;
    let cluster: EtcdCluster;
    const loginFile = (text: string): string => {
      const path = join(place, `login-${keys++}`);
      writeFileSync(path, text);
      chmodSync(path, 0o600);
      return path;
    };
    const accessOf = (login: string | null): GatewayAccess => ({ by: "gateway", ca: authority.ca, login });
    beforeAll(async () => {
      authority = makeAuthority(place, "passwords");
      const server = authority.issue("etcd", { names: ["DNS:localhost", "IP:127.0.0.1"] });
      cluster = await start({ tls: { ...server, ca: authority.ca, wantsCertificate: false }, more: ["--auth-token-ttl=1", "--bcrypt-cost=4"] });
      cluster.enableLogins({ "host-a": { password: "its: own", prefix: "/a/" }, "host-b": { password: "other", prefix: "/b/" } });
    }, within(60_000));

    test.each(["Node", "executable"] as const)("in %s: lets a host in by its password, again when its token has ended, and to its own key", async (program) => {
      const login = loginFile("host-a:its: own\n");
      const open = (key: string) => openAt(cluster.endpoints, { program, access: accessOf(login), key });
      const own = await open(`/a/${program}`);
      const first = await done(own, null, "first");
      await elapse(2500);
      const second = await done(own, first, "second");
      expect(await (await open("/b/register")).exchange(null, "mine")).toMatchObject({ outcome: "refused", problem: { code: "ETCD_DENIED" } });
      expect((await (await open("/b/register")).facts()).rights).toBe("none");
      const members = cluster.members.map((member) => member.kill());
      await Promise.all(members);
      for (const member of cluster.members) member.startAgain();
      await cluster.ready();
      await done(own, second, "third");
    });

    test.each(["Node", "executable"] as const)("in %s: denies a wrong password and none, and says none of it", async (program) => {
      for (const login of [loginFile("host-a:a wrong one"), null]) {
        const store = await openAt(cluster.endpoints, { program, access: accessOf(login), key: "/a/x" });
        const exchange = await store.exchange(null, "first");
        expect(exchange).toMatchObject({ outcome: "refused", problem: { code: "ETCD_DENIED" } });
        expect(JSON.stringify(exchange)).not.toContain("a wrong one");
      }
    });
  });
});
