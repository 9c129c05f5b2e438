/**
 * Switches between Agave and Firedancer after Alpenglow's genesis: what was voted for goes along, no
 * client starts as the staked identity, and a later apply takes that up with its history.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { until, within } from "../support/pace.ts";
import { random } from "../support/random.ts";
import { cannotRun } from "./lab/machine.ts";
import { bootPair, EXPORTS, IMPORTS, type Pair } from "./support/firedancer.ts";
import { leftAlone, nowOn } from "./support/guardians.ts";
import { FULL } from "./support/peers.ts";
import { killedAtLine } from "./support/switch-kills.ts";
import { declare, expectExit, plan } from "./support/vexor.ts";

const LONG = { timeoutMs: 240_000 };
/** Some more than the lines that a switch prints. */
const STEPS = 10;
const KILLS = Number(process.env["VEXOR_FIREDANCER_KILLS"] ?? 2);

describe.skipIf(cannotRun("container"))("Agave and Firedancer", () => {
  let pair: Pair;

  beforeAll(async () => {
    pair = await bootPair("firedancer");
  });
  afterAll(() => pair?.container.destroy());
  afterEach(async () => expect(await pair.offences()).toEqual([]));

  const file = (): string => `vote_history-${pair.validators.staked.pubkey}.bin`;
  const isOne = async (...paths: readonly string[]): Promise<boolean> =>
    new Set((await pair.run(`sha256sum ${paths.join(" ")} | cut -c1-64`)).stdout.trim().split("\n")).size === 1;
  const apply = async (code: number): Promise<string> => {
    const { stdout, stderr } = await expectExit(pair.container, code, ["apply", "--yes"], LONG);
    return stdout + stderr;
  };
  /** The apply after a switch, once the client has caught up and the account is silent. */
  const takeUp = async (): Promise<string> => {
    const active = async () => (await plan(pair.container)).items.find(({ address }) => address === "identity/active");
    await until(async () => (await active())?.action === "adopt", 40, async () => JSON.stringify(await active()));
    return apply(0);
  };
  const votesOf = async (client: string): Promise<number> => (await pair.first()).filter((one) => one.client === client).length;

  test("a switch there carries the history, and a second apply takes the identity up with it", { timeout: within(200_000) }, async () => {
    const { container, validators, first, live, states, to, votesGoOn, history } = pair;
    await pair.begin("agave");
    await declare(container, to("firedancer"));
    expect(await apply(3)).toMatch(/identity\/active[\s\S]*client: \{active: firedancer\} comes first/);
    expect([await states(), await live()]).toEqual([["inactive", "active"], validators.unstaked.pubkey]);
    expect(await isOne(history(), `${IMPORTS}/${file()}`)).toBe(true);
    const before = await first();
    expect(await takeUp()).toContain(`--vote-history-file ${IMPORTS}/${file()}`);
    await votesGoOn();
    expect((await first()).slice(before.length)[0]).toMatchObject({ client: "Firedancer", tower: "file", previous: before.at(-1)?.slot });
    expect(await live()).toBe(validators.staked.pubkey);
    // By now Vexor has claims of the identity, which do not bar the way back.
    await declare(container, to("agave"));
    await apply(3);
    const between = await first();
    await takeUp();
    await votesGoOn();
    expect((await first()).slice(between.length)[0]).toMatchObject({ client: "Agave", tower: "file", previous: between.at(-1)?.slot });
  });

  test("a switch back waits for a gap, carries what Firedancer has written, and the other one votes on from it", { timeout: within(200_000) }, async () => {
    const { container, validators, first, live, states, to, votesGoOn, history } = pair;
    await pair.begin("firedancer");
    const at = Math.max(...(await first()).map(({ slot }) => slot)) + 40;
    await pair.world({ leaders: { [validators.staked.pubkey]: [at % 432_000] } });
    await declare(container, to("agave"));
    await apply(3);
    expect([await states(), await live()]).toEqual([["active", "inactive"], validators.unstaked.pubkey]);
    expect((await validators.votes()).filter(({ kind, client, slot }) => kind === "block" && client === "Firedancer" && slot === at)).toHaveLength(1);
    expect(await isOne(history(), `${EXPORTS}/${file()}`)).toBe(true);
    const before = await first();
    await takeUp();
    await votesGoOn();
    expect((await first()).slice(before.length)[0]).toMatchObject({ client: "Agave", tower: "file", previous: before.at(-1)?.slot });
  });

  test("after a crash Firedancer starts as nobody, and receives what it has written itself", { timeout: within(200_000) }, async () => {
    const { container, validators, first, live, run, to, votesGoOn } = pair;
    await pair.begin("firedancer");
    await declare(container, { identity: to("firedancer").identity });
    await run(`systemctl kill --signal=SIGKILL ${FULL}`);
    await until(async () => await live() === validators.unstaked.pubkey, 30);
    const before = await first();
    expect(await isOne(`${IMPORTS}/${file()}`, `${EXPORTS}/${file()}`)).toBe(false);
    expect(await takeUp()).toMatch(/receives what it has written itself/);
    await votesGoOn();
    expect((await first()).slice(before.length)[0]).toMatchObject({ client: "Firedancer", tower: "file", previous: before.at(-1)?.slot });
  });

  test.each<[string, "reload" | "writes", string, RegExp]>([
    ["that begins without it", "reload", "unreadable", /VOTE_HISTORY_LOST|begins anew/],
    ["that does not show its use", "writes", "stuck", /has not been written for 150 slots/],
  ])("a Firedancer %s gives the identity up again", { timeout: within(200_000) }, async (_, key, value, why) => {
    const { container, validators, live, behave, run, to } = pair;
    await pair.begin("firedancer");
    await declare(container, { identity: to("firedancer").identity });
    await run(`systemctl restart ${FULL}`);
    await until(async () => await live() === validators.unstaked.pubkey, 30);
    await behave("firedancer", { [key]: value });
    const active = async () => (await plan(container)).items.find(({ address }) => address === "identity/active");
    await until(async () => (await active())?.action === "adopt", 40, async () => JSON.stringify(await active()));
    expect(await apply(4)).toMatch(why);
    await until(async () => await live() === validators.unstaked.pubkey, 20);
    const count = await votesOf("Firedancer");
    await run("sleep 1");
    expect(await votesOf("Firedancer")).toBe(count);
  });

  test("what Firedancer no longer writes is not switched away from, and what lacks its last vote is not carried", { timeout: within(200_000) }, async () => {
    const { container, validators, live, states, behave, to, votesGoOn, history, run } = pair;
    await pair.begin("firedancer");
    await behave("firedancer", { writes: "stuck" });
    await votesGoOn();
    await votesGoOn();
    await votesGoOn();
    await declare(container, to("agave"));
    expect(await apply(3)).toMatch(/Firedancer|its last vote is slot \d+; the chain shows one for \d+/);
    expect(await states()).toEqual(["inactive", "active"]);
    await behave("firedancer", { writes: "late" });
    await votesGoOn();
    await votesGoOn();
    const was = (await run(`sha256sum ${history()}`)).stdout;
    expect(await apply(4)).toMatch(/its last vote is slot \d+; the chain shows one for \d+/);
    expect([await states(), await live()]).toEqual([["inactive", "active"], validators.unstaked.pubkey]);
    expect((await run(`sha256sum ${history()}`)).stdout).toBe(was);
  });

  test("a switch back that fails brings Firedancer back as nobody, and its history is where it receives it", { timeout: within(200_000) }, async () => {
    const { container, validators, first, live, states, behave, to, votesGoOn } = pair;
    await pair.begin("firedancer");
    await votesGoOn();
    await behave("agave", { crash: { says: "panicked" } });
    await declare(container, to("agave"));
    await apply(4);
    expect([await states(), await live()]).toEqual([["inactive", "active"], validators.unstaked.pubkey]);
    expect(await isOne(`${IMPORTS}/${file()}`, `${EXPORTS}/${file()}`)).toBe(true);
    const before = await first();
    await behave("agave");
    await declare(container, { identity: to("firedancer").identity });
    await takeUp();
    await votesGoOn();
    expect((await first()).slice(before.length)[0]).toMatchObject({ client: "Firedancer", tower: "file", previous: before.at(-1)?.slot });
  });

  test("killed while it waits for a gap, Firedancer goes on as who it was, and is not restarted", { timeout: within(120_000) }, async () => {
    const { container, validators, first, live, to, votesGoOn, run } = pair;
    await pair.begin("firedancer");
    const newest = Math.max(...(await first()).map(({ slot }) => slot));
    const always = Array.from({ length: 100 }, (_, at) => (newest + 20 * at) % 432_000);
    await pair.world({ leaders: { [validators.staked.pubkey]: always } });
    await declare(container, to("agave"));
    const main = async (): Promise<string> => (await run(`systemctl show -p MainPID ${FULL}`)).stdout;
    const before = await main();
    const { code } = await run(`vexor apply --yes > /dev/null 2>&1 & pid=$!
until systemctl list-units --no-legend 'vexor-program-*' | grep -q gap; do [ -e /proc/$pid/exe ] || exit 1; sleep 0.1; done; kill -KILL $pid`);
    expect(code).toBe(0);
    await expectExit(container, 0, ["recover"], LONG);
    expect([await main(), await live()]).toEqual([before, validators.staked.pubkey]);
    await votesGoOn();
  });

  test("killed at any step, a switch ends with one client that is nobody or as before, and its history goes on", async () => {
    const { container, validators, first, live, states, to, votesGoOn, run } = pair;
    for (let at = 0; at < KILLS; at++) {
      const [from, next] = at % 2 === 0 ? ["firedancer", "agave"] as const : ["agave", "firedancer"] as const;
      await pair.begin(from);
      await declare(container, to(next));
      const since = await nowOn(container);
      await killedAtLine(container, ["apply", "--yes"], 1 + random.below(STEPS));
      if (random.chance(0.5)) await leftAlone(container, since);
      else await expectExit(container, 0, ["recover"], LONG);
      const label = `${from}, kill ${at}`;
      await until(async () => (await states()).filter((one) => one === "active").length === 1, 40, async () => `${label}: ${(await states()).join()}`);
      await until(async () => await live() !== "nobody", 40);
      const now = (await states())[0] === "active" ? "agave" : "firedancer";
      if (await live() === validators.staked.pubkey) {
        expect([label, now]).toEqual([label, from]);
        continue;
      }
      const before = await first();
      await run("systemctl daemon-reload");
      await declare(container, { identity: to(now).identity });
      await takeUp();
      await votesGoOn();
      expect([label, (await first()).slice(before.length)[0]]).toMatchObject([label, { tower: "file", previous: before.at(-1)?.slot }]);
      expect(await pair.offences()).toEqual([]);
    }
  }, within(60_000 + KILLS * 100_000));
});
