/**
 * Two hosts that share the keys of an Ethereum-like validator. The judge goes by what was signed, by the rules of
 * EIP-3076, and by every write of the register (`support/validator-pair.ts`), not by what Vexor says.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { elapse, holdsFor, until, within } from "../support/pace.ts";
import { randomFrom, SEED } from "../support/random.ts";
import { cannotRun } from "./lab/machine.ts";
import { cannotHaveEtcd } from "./support/etcd-binaries.ts";
import { cannotHavePair } from "./support/pair.ts";
import { ValidatorPair, type ValidatorHost } from "./support/validator-pair.ts";

let pair: ValidatorPair;
let a: ValidatorHost;
let b: ValidatorHost;

const acquitted = async (): Promise<void> => expect(await pair.findings(), await pair.told()).toEqual([]);

const handOver = (from: ValidatorHost) => from.sh("vexor failover run --yes");

const RUNS = Number(process.env["VEXOR_VALIDATOR_FAULTS"] ?? 1);
const KEEPER = "vexor-failover.service";
const ETCD_AWAY_MS = 12_000;
const LATEST_MS = 6_000;

type Act = (signer: ValidatorHost, standby: ValidatorHost) => Promise<unknown>;

/** Each leaves a pair that an operator need not touch. */
const FAULTS: readonly (readonly [string, Act])[] = [
  ["the signer's keeper is killed", (signer) => signer.must(`systemctl kill -s KILL ${KEEPER}`)],
  ["the standby's keeper is killed", (_, standby) => standby.must(`systemctl kill -s KILL ${KEEPER}`)],
  ["the signer's client is killed", (signer) => signer.sh(`systemctl kill -s KILL ${signer.make.unit}`)],
  ["the client's own program is killed wherever it exports or imports", async (signer, standby) => {
    for (const { sh } of [signer, standby].map((host) => ({ sh: (text: string) => host.sh(text) }))) {
      await sh("for at in $(seq 40); do pkill -KILL -f '[s]lashing-protection'; sleep 0.1; done");
    }
  }],
  ["etcd stands still", async () => {
    for (const member of pair.etcd.members) await member.pause();
    await elapse(ETCD_AWAY_MS);
    for (const member of pair.etcd.members) member.resume();
  }],
  ["the signer loses its power", async (signer) => {
    await signer.container.powerCut();
    await signer.container.boot();
  }],
];

/** A fault, at any moment of a handover that an operator has asked for. */
const drawn = async (seed: number): Promise<string> => {
  const random = randomFrom(seed);
  const [name, act] = random.pick(FAULTS);
  const after = random.below(LATEST_MS);
  const [signer, standby] = pair.signers()[0] === a.name ? [a, b] : [b, a];
  const told = `VEXOR_SEED=${seed}: ${name}, ${after} ms after ${signer.name} is asked to hand over`;
  const asked = signer.sh("vexor failover run --yes").catch(() => undefined);
  await elapse(after);
  await act(signer, standby);
  await asked;
  await until(async () => pair.signers().length === 1 && await pair.isSettled(), 400, async () => `${told}\n${await pair.told()}`);
  return told;
};

describe.skipIf(cannotRun("container") ?? cannotHaveEtcd() ?? cannotHavePair())("a pair of Ethereum-like validators", () => {
  beforeAll(async () => {
    pair = await ValidatorPair.start();
    [a, b] = pair.hosts;
    await a.must(`systemctl enable --quiet --now ${a.make.unit}`);
    await pair.signs(a);
    for (const host of pair.hosts) await host.apply();
    await a.must("vexor failover init --yes");
  }, within(240_000));
  afterAll(() => pair?.stop());

  test("in dry run the client goes on, and nothing is barred", async () => {
    await until(async () => (await b.ask())?.peer.answeredMs != null, 30);
    expect([await a.isLocked(), await b.isLocked(), await a.runs(), await b.runs()]).toEqual([false, false, true, false]);
    await acquitted();
  });

  /** Once, for whichever test comes first. */
  const acting = async (): Promise<void> => {
    if ((await a.ask())?.isDryRun === false) return;
    for (const host of pair.hosts) await host.apply({ dryRun: false });
    await pair.settles(a);
  };

  test("a client that runs when its keeper is put in force goes on, and the other host's is barred", async () => {
    await acting();
    await until(() => b.isLocked(), 30);
    await b.sh(`systemctl start ${b.make.unit}`);
    expect(await b.runs()).toBe(false);
    await acquitted();
  }, within(240_000));

  test("a planned handover, there and back: what one has signed binds the other", async () => {
    await acting();
    for (const [from, to] of [[a, b], [b, a]] as const) {
      const { code, stdout, stderr } = await handOver(from);
      expect(code, `${stdout}\n${stderr}\n${await pair.told()}`).toBe(0);
      await pair.settles(to);
      expect([await from.isLocked(), await to.isLocked(), await from.runs(), await to.runs()]).toEqual([true, false, false, true]);
      await from.sh(`systemctl start ${from.make.unit}`);
      expect(await from.runs()).toBe(false);
    }
    await acquitted();
  }, within(480_000));

  test.each<[string, () => void, () => void]>([
    ["an import that fails", () => b.behave({ imports: "fails" }), () => b.behave({})],
    ["an export that fails", () => a.behave({ exports: "fails" }), () => a.behave({})],
  ])("%s: the keys go back by themselves", async (_, breaks, mends) => {
    await acting();
    breaks();
    const { code, stderr } = await handOver(a);
    expect([code, stderr], await pair.told()).toEqual([1, expect.stringMatching(/has it again|no end after/)]);
    await pair.settles(a, 240);
    mends();
    expect([await a.isLocked(), await b.isLocked(), await b.runs()]).toEqual([false, true, false]);
    await acquitted();
  }, within(480_000));

  test("a keeper that is killed takes its client with it, and the same host goes on by itself", async () => {
    await a.must("systemctl kill -s KILL vexor-failover.service");
    await until(async () => !await a.runs(), 20);
    await holdsFor(1_500, async () => expect(await a.runs()).toBe(false));
    await pair.settles(a, 180);
    await acquitted();
  }, within(300_000));

  test("a host that boots again starts no client, until its keeper does", async () => {
    await a.container.powerCut();
    await a.container.boot();
    await until(async () => (await a.sh("systemctl is-active vexor-failover")).code === 0, 40);
    expect([await a.runs(), await a.isLocked()]).toEqual([false, true]);
    await pair.settles(a, 180);
    await acquitted();
  }, within(300_000));

  test(`${RUNS} handovers with a fault at any moment`, async () => {
    await acting();
    for (let at = 0; at < RUNS; at++) {
      const told = await drawn(SEED + at);
      console.info(told);
      expect(await pair.findings(), `${told}\n${await pair.told()}`).toEqual([]);
    }
  }, within(400_000 * (RUNS + 1)));
});
