/**
 * Two hosts, three members of etcd, two nodes of the cluster, and what can happen to them. The judge
 * goes by what was signed and by what etcd holds (`test/support/pair-judge.ts`), not by what Vexor says.
 * `VEXOR_PAIR_FAULTS=N` draws N runs; one that fails prints its seed, and `VEXOR_SEED` draws it again.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sightOf } from "../../src/failover/published-status.ts";
import { holdsFor, until, untilFound, within } from "../support/pace.ts";
import { SEED } from "../support/random.ts";
import { cannotRun } from "./lab/machine.ts";
import { AGAVE } from "./support/validators.ts";
import { cannotHaveEtcd } from "./support/etcd-binaries.ts";
import { runFaults, untilWell, type PlannedFault, type Run } from "./support/pair-faults.ts";
import { KEEPER, type PairHost } from "./support/pair-host.ts";
import { mono } from "./support/pair-watch.ts";
import { cannotHavePair, LONGEST_PAUSE_MS, Pair } from "./support/pair.ts";

const LEAST_RUNS = 2;
const RUNS = Number(process.env["VEXOR_PAIR_FAULTS"] ?? LEAST_RUNS);
const RUN_MS = 120_000;

let pair: Pair;

const told = ({ seed, faults, findings, timeline, before, after }: Run): string =>
  [`VEXOR_SEED=${seed}: ${faults.join(", then ")}: ${before} signed, ${after ?? "neither"} signs`, ...findings.map((one) => JSON.stringify(one)), timeline].join("\n");

/** Fails with all that has happened meanwhile. */
const acquit = (run: Run): void => {
  if (run.timeline !== "") console.info(told(run));
  expect(run.findings, told(run)).toEqual([]);
};

const lasting = (fault: PlannedFault["fault"], lastsMs: number, afterMs = 0): PlannedFault => ({ fault, afterMs, lastsMs });

describe.skipIf(cannotRun("container") ?? cannotHaveEtcd() ?? cannotHavePair())("a pair of hosts", () => {
  beforeAll(async () => {
    pair = await Pair.start();
    for (const host of pair.hosts) await host.apply();
    await pair.hosts[0].must("vexor failover init --yes");
  });
  afterAll(() => pair?.stop());

  describe("in dry run", () => {
    test("see the register and each other, and neither signs", async () => {
      for (const host of pair.hosts) {
        await untilFound(async () => {
          const said = await host.ask();
          return said?.register && said.peer.answeredMs !== null ? said : undefined;
        }, 30);
      }
      expect(pair.signers(60_000)).toEqual([]);
      expect(await pair.findings()).toEqual([]);
    });

    test("leave their status for every account, without a key, a path or an address", async () => {
      for (const host of pair.hosts) {
        const file = "/run/vexor-agent/failover-status.json";
        expect((await host.must(`stat -c '%U %G %a' ${file}`)).trim()).toBe("root root 644");
        const text = await host.must(`runuser -u nobody -- cat ${file}`);
        const now = Number((await host.must("cut -d ' ' -f 1 /proc/uptime")).trim()) * 1_000;
        expect(sightOf(text, now), text).toMatchObject({ isUp: true, said: { host: host.name, group: "pair", isDryRun: true } });
        expect(text).not.toMatch(/https?:|\/etc\/|BEGIN|keypair/);
      }
    });

    test("answer a manager where the host file says so, and are closed again without it", async () => {
      const token = "/etc/vexor-agent/manager.token";
      const [a] = pair.hosts;
      const look = (secret: string) => a.sh(`timeout -s TERM 3 vexor manager --active https://val-a:8080 --passive https://val-b:8080 \
        --ca /etc/vexor-agent/etcd/ca.pem --token ${secret} --interval 300ms --dry-run=false --json`);
      for (const host of pair.hosts) {
        await host.must(`umask 077; echo 0123456789abcdef0123456789abcdef > ${token}; tr 0 f < ${token} > ${token}.other`);
        await host.apply({ manager: { listen: ":8080", token } });
      }
      await until(async () => (await look(token)).stdout.includes("DRY RUN (val-a, val-b): no host is active"), 60);
      const { stdout } = await look(`${token}.other`);
      expect(stdout).toContain("val-a:8080 does not answer (it does not accept this manager's token)");
      for (const host of pair.hosts) await host.apply();
      await until(async () => (await look(token)).stdout.includes("val-b:8080 does not answer either"), 60);
    }, within(180_000));

    test("an operator who promotes both is seen by the judge", async () => {
      const [a, b] = pair.hosts;
      await a.setIdentity("staked");
      await until(() => pair.signers().includes("val-a"), 20);
      await b.setIdentity("staked");
      await until(() => pair.signers().length === 2, 20);
      const verdicts = async (): Promise<ReadonlySet<string>> =>
        new Set((await pair.findings()).map(({ verdict }) => verdict));
      // Two that have voted for the same slots say the same: one leaves some out, and then they differ.
      await until(async () => {
        a.container.freeze(true);
        await holdsFor(500, () => Promise.resolve());
        a.container.freeze(false);
        return (await verdicts()).has("signed twice");
      }, 30);
      for (const host of pair.hosts) await host.setIdentity("unstaked");
      await until(() => pair.signers(1_000).length === 0, 20);
      const found = await verdicts();
      expect([...found]).toEqual(expect.arrayContaining(["signed twice", "overlap", "signed before its take"]));
      expect(await pair.timeline(0, [])).toMatch(/witness: val-b begins to sign/);
    });

    test("each cable can be cut, also in one direction", async () => {
      const [a, b] = pair.hosts;
      const hears = async (of: PairHost): Promise<boolean> => ((await of.ask())?.peer.answeredMs ?? Infinity) < 7_000;
      await until(async () => await hears(a) && await hears(b), 20);
      for (const member of [0, 1, 2]) pair.cut(a, member);
      await until(async () => typeof (await a.ask())?.unanswered === "string", 20);
      expect((await b.ask())?.unanswered).toBeNull();
      pair.cut(b, a);
      await until(async () => !await hears(a) && !await hears(b), 40);
      pair.mend();
      await until(async () => (await a.ask())?.unanswered === null && await hears(a) && await hears(b), 30);
    });

    test("a host that stands still says nothing, and goes on; one without power comes back", async () => {
      const [a] = pair.hosts;
      a.container.freeze(true);
      await holdsFor(1_500, async () => expect(await a.ask()).toBeNull());
      a.container.freeze(false);
      await untilFound(() => a.ask(), 20);
      await a.container.powerCut();
      await pair.heal();
      await untilFound(async () => (await a.ask())?.register, 40);
    });

    test("a clock that jumps is an alarm", async () => {
      const [, b] = pair.hosts;
      b.jumpClock(3_600);
      await until(async () => (await b.ask())?.alarm === "clock", 20);
      b.jumpClock(0);
    });

    test("an etcd that was restored from a backup is an alarm, and is not believed", async () => {
      const put = (seq: number): void => void pair.etcd.ctl(["put", "/vexor/failover/pair/register",
        pair.record().writes.at(-1)?.text.replace(/"seq":\d+/, `"seq":${seq}`) ?? ""]);
      const all = (holds: (said: NonNullable<Awaited<ReturnType<PairHost["ask"]>>>) => boolean): Promise<void> =>
        until(async () => (await Promise.all(pair.hosts.map((host) => host.ask()))).every((said) => said !== null && holds(said)), 40);
      const backup = pair.etcd.save("backup");
      put(5);
      await all(({ register }) => register?.seq === 5);
      await pair.restore(backup);
      await all(({ alarm }) => alarm === "went-back");
      expect((await pair.hosts[0].sh("vexor failover status")).code).toBe(2);
      put(6);
      await all(({ alarm, register }) => alarm === null && register?.seq === 6);
    });
  });

  describe("whose keepers act", () => {
    beforeAll(async () => {
      for (const host of pair.hosts) await host.apply({ dryRun: false });
      await untilWell(pair);
    });

    test.each<[string, readonly PlannedFault[]]>([
      ["an operator asks for that", [lasting({ what: "handed over" }, 6_000)]],
      ["an operator asks for that again", [lasting({ what: "handed over" }, 6_000)]],
      ["the signer's host loses its power", [lasting({ what: "power cut", on: "signer" }, 25_000)]],
      ["the signer's keeper is killed", [lasting({ what: "killed", part: "keeper", on: "signer" }, 20_000)]],
      ["the signer is alone", [lasting({ what: "alone", on: "signer" }, 25_000)]],
    ])("the other host signs when %s", async (_, faults) => {
      const run = await runFaults(pair, SEED, faults);
      acquit(run);
      expect([run.before, run.after].toSorted()).toEqual(["val-a", "val-b"]);
    });

    test("one of both signs when the signer's validator dies: its host too, once systemd has started it again", async () => {
      const run = await runFaults(pair, SEED, [lasting({ what: "killed", part: "validator", on: "signer" }, 20_000)]);
      acquit(run);
      expect(["val-a", "val-b"]).toContain(run.after);
    });

    test("a signer that stands still for as long as it may, and goes on, is still the only one", async () => {
      acquit(await runFaults(pair, SEED, [lasting({ what: "host paused", on: "signer" }, LONGEST_PAUSE_MS)]));
    });

    test("a handover does not begin while another run is under way on either host, and one that has begun goes back by itself", async () => {
      const { signer, standby } = await untilWell(pair);
      const since = mono();
      const pidOf = (): Promise<string> => signer.must(`systemctl show -P MainPID ${AGAVE}`);
      const before = [await pidOf(), (await signer.ask())?.register?.epoch];
      const held = async (host: PairHost, work: () => Promise<void>): Promise<void> => {
        await host.must("systemd-run -q --unit=holds-lock flock /run/vexor-agent/root/lock sleep 300");
        await until(async () => (await host.sh("flock -n /run/vexor-agent/root/lock true")).code !== 0, 20);
        await work();
        await host.must("systemctl stop holds-lock.service");
      };
      for (const host of [standby, signer]) {
        await held(host, async () => {
          const { code, stdout } = await signer.sh("vexor failover plan");
          expect([code, stdout]).toEqual([3, expect.stringMatching(new RegExp(`hinders ${host.name}: lock: process \\d+ changes this host`))]);
        });
      }
      await held(signer, async () => {
        await signer.ask("hand-over");
        await until(async () => (await signer.sh("vexor failover history --json | tail -n 40")).stdout.includes('"act":"demote"'), 30);
        await until(async () => (await signer.ask())?.phase === "signing", 20, async () => JSON.stringify(await signer.ask()));
        expect((await signer.ask())?.isHandoverAsked).toBe(false);
      });
      expect([await pidOf(), (await signer.ask())?.register?.epoch]).toEqual(before);
      expect(JSON.parse(await signer.must("cat /var/lib/vexor-agent/failover/role.json"))).toMatchObject({ role: "active" });
      expect((await pair.settled(20, since)).outcome.signers).toEqual([signer.name]);
      expect(await pair.findings(since)).toEqual([]);
    });

    test("an incident of either host comes to have the steps of both, in the order of the register", async () => {
      const { signer, standby } = await untilWell(pair);
      acquit(await runFaults(pair, SEED, [lasting({ what: "handed over" }, 6_000)]));
      const stepsIn = async (host: PairHost): Promise<readonly string[]> =>
        (await host.sh("vexor failover replay --json $(ls -d /var/lib/vexor-agent/failover/incidents/* | tail -n 1)")).stdout
          .split("\n").flatMap((line) => /^\{"record":.*"host":"(val-.)".*"what":"phase".*"to":"(\w+)"/.exec(line)?.slice(1).join(" ") ?? []);
      for (const host of [signer, standby]) {
        // Each has stopped before the other one has begun, whatever their clocks say.
        const hasBoth = async (): Promise<boolean> => {
          const steps = await stepsIn(host);
          const [stopped, began] = [steps.lastIndexOf(`${signer.name} offering`), steps.lastIndexOf(`${standby.name} signing`)];
          return stopped >= 0 && began > stopped;
        };
        await until(hasBoth, 90, async () => (await stepsIn(host)).join(", "));
      }
    }, within(RUN_MS));

    test("a host whose disk is full keeps the identity, and its validator", async () => {
      const state = "/var/lib/vexor-agent";
      const { standby: host } = await untilWell(pair);
      const restart = (between: string): Promise<string> =>
        host.must(`systemctl stop ${KEEPER} && ${between} && systemctl start ${KEEPER} ${AGAVE}`);
      await restart(`cp -a ${state} /root/kept && mount -t tmpfs -o size=96m,mode=0755 none ${state} && cp -a /root/kept/. ${state}`);
      try {
        acquit(await runFaults(pair, SEED, [lasting({ what: "handed over" }, 6_000)]));
        expect((await untilWell(pair)).signer.name).toBe(host.name);
        await host.sh(`dd if=/dev/zero of=${state}/full bs=1k`);
        const { code, stdout } = await host.sh("vexor failover plan");
        expect([code, stdout]).toEqual([3, expect.stringMatching(new RegExp(`hinders ${host.name}: disk: \\d+ MiB are free`))]);
        const since = mono();
        const look = async (): Promise<unknown> => [await host.must(`systemctl show -P MainPID ${AGAVE}`), (await host.ask())?.register?.epoch];
        const before = await look();
        expect((await host.ask("hand-over"))?.isHandoverAsked).toBe(true);
        await until(async () => (await host.ask())?.isHandoverAsked === false, 30);
        await until(async () => (await host.ask())?.phase === "signing", 20, async () => JSON.stringify(await host.ask()));
        expect([await look(), pair.signers()]).toEqual([before, [host.name]]);
        expect(await pair.findings(since)).toEqual([]);
      } finally {
        await host.sh(`rm -f ${state}/full`);
        await restart(`rm -rf /root/kept && cp -a ${state} /root/kept && umount ${state} && cp -a /root/kept/. ${state}`);
      }
    }, within(2 * RUN_MS));

    test("a host whose client refuses the identity gives it back", async () => {
      const run = await runFaults(pair, SEED, [lasting({ what: "client refuses", on: "standby" }, 45_000), lasting({ what: "handed over" }, 20_000, 500)]);
      acquit(run);
      expect(run.after).toBe(run.before);
    });

    test("two hosts without a key that can be used are an alarm, and no endless change of holders", async () => {
      const run = await runFaults(pair, SEED, [lasting({ what: "key open", on: "standby" }, 25_000), lasting({ what: "key open", on: "signer" }, 25_000),
        lasting({ what: "handed over" }, 25_000, 1_000)]);
      acquit(run);
    });

    test("neither signs without etcd, and one does once it is back", async () => {
      const since = mono();
      const { signer } = await untilWell(pair);
      for (const member of pair.etcd.members) await member.pause();
      await until(() => pair.signers(1_000).length === 0, 30);
      expect((await signer.sh("vexor failover status")).code).toBe(2);
      await pair.heal();
      expect((await pair.settled(60, since)).findings).toEqual([]);
    });

    test("a third signer of the identity is an alarm, and neither host signs beside it", async () => {
      const { signer, standby } = await untilWell(pair);
      await signer.container.powerCut();
      await until(() => pair.signers(1_000).length === 0, 20);
      const since = mono();
      const end = pair.signElsewhere();
      try {
        await until(() => pair.signers().includes("third"), 20);
        await until(async () => (await standby.ask())?.alarms?.includes("duplicate") === true, 90, async () => JSON.stringify(await standby.ask()));
        expect((await standby.sh("vexor failover status")).code).toBe(2);
        await signer.container.boot();
        await until(async () => (await signer.ask())?.peer.answeredMs != null, 60);
        const seen = pair.signed.length;
        await until(() => pair.signed.length > seen + 150, 60);
      } finally {
        end();
      }
      expect([...new Set(pair.signed.filter(({ mono: at }) => at >= since).map(({ host }) => host))]).toEqual(["third"]);
      await pair.heal();
      await until(() => ["val-a", "val-b"].includes(pair.signers(1_000).join()), 120);
    }, within(300_000));

    test.each<[string, readonly PlannedFault[]]>([
      ["a handover in the midst of leader slots", [lasting({ what: "leads" }, 12_000), lasting({ what: "handed over" }, 8_000, 1_000)]],
      ["an etcd that goes back to before a handover, and an operator who does what the page says",
        [lasting({ what: "handed over" }, 6_000), lasting({ what: "restored" }, 8_000, 8_000)]],
    ])("one host signs in the end, and no other beside it: %s", async (_, faults) => {
      acquit(await runFaults(pair, SEED, faults));
    }, within(RUN_MS));

    test(`${RUNS} runs with faults drawn at random`, async () => {
      const failed: Run[] = [];
      const seen: Record<string, number> = {};
      for (let at = 0; at < RUNS; at++) {
        const run = await runFaults(pair, SEED + at);
        for (const fault of run.faults) seen[fault] = (seen[fault] ?? 0) + 1;
        if (run.findings.length > 0) failed.push(run);
        if (run.timeline !== "" || RUNS > LEAST_RUNS) console.info(told(run));
      }
      console.info(`${RUNS} runs, ${failed.length} with findings; ${JSON.stringify(seen)}`);
      expect(failed.map(({ seed, findings }) => [seed, findings])).toEqual([]);
    }, within(RUN_MS * (RUNS + 1)));

    test("an etcd restored by the book: both keepers stopped first, a backup of the same epoch", async () => {
      const { signer } = await untilWell(pair);
      const since = mono();
      const backup = pair.etcd.save("same-epoch");
      const { register } = await signer.ask() ?? {};
      for (const host of pair.hosts) await host.must("systemctl stop vexor-failover.service");
      await until(() => pair.signers(1_000).length === 0, 20);
      await pair.restore(backup);
      await pair.heal();
      expect((await pair.settled(60, since)).findings).toEqual([]);
      const epochs = await Promise.all(pair.hosts.map(async (host) => (await host.ask())?.register?.epoch ?? 0));
      expect(Math.min(...epochs)).toBeGreaterThan(register?.epoch ?? Infinity);
    });

    test("an etcd restored while both keepers run, from a backup of an earlier epoch: neither signs, and both say why", async () => {
      const backup = pair.etcd.save("earlier-epoch");
      acquit(await runFaults(pair, SEED, [lasting({ what: "handed over" }, 6_000)]));
      const since = mono();
      await pair.restore(backup);
      for (const host of pair.hosts) await until(async () => (await host.ask())?.alarm === "went-back", 40);
      await until(() => pair.signers(1_000).length === 0, 40);
      const { outcome: { codes, signers }, findings } = await pair.settled(1, since);
      expect([findings, signers, codes]).toEqual([[], [], { "val-a": 2, "val-b": 2 }]);
    });
  });
});
