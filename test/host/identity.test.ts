/** Changing a running validator's identity, with the vote log as the witness. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { holdsFor, until, within } from "../support/pace.ts";
import { makeKey } from "../support/keys.ts";
import { formsOf, secretsIn, seedOf } from "../support/secrets.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { inCoreOf } from "./support/core.ts";
import { watchPrograms } from "./support/stopwatch.ts";
import { memoryOf } from "./support/memory.ts";
import { campaign } from "./support/swap-campaign.ts";
import { AGAVE, FRANK, installValidators, type Validators } from "./support/validators.ts";
import {
  afterwards, calm, declare, expectExit, install, plan, vexor, type Declared,
} from "./support/vexor.ts";
import { random } from "../support/random.ts";

let container: Container;
let validators: Validators;
const run = (script: string) => container.exec(["sh", "-c", script]);
const said: string[] = [];

/** The number of a process's parent; none of one that has ended. */
const parentOf = (pid: string): string | undefined => {
  try {
    return /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  } catch {
    return undefined;
  }
};

/** Everything that is printed is kept: a secret in any of it would be found at the end. */
const spoken = async (code: number, args: readonly string[]): Promise<string> => {
  const { stdout, stderr } = await expectExit(container, code, args, { timeoutMs: 60_000 });
  said.push(stdout, stderr);
  return stdout + stderr;
};

/** The client's own word, asked through its own program. */
const whoIsIt = async (): Promise<string> => {
  const { stdout } = await run("/opt/agave/bin/agave-validator --ledger /mnt/agave/ledger contact-info");
  return /Identity: (\w+)/.exec(stdout)?.[1] ?? "nobody";
};
const bootsWith = async (): Promise<string> =>
  (await run("readlink -f /etc/solana/identity.json")).stdout.trim();

const STAKED = "/etc/solana/staked.json";
const UNSTAKED = "/etc/solana/unstaked.json";

const demotion = (): Declared => ({ identity: { pubkey: validators.unstaked.pubkey, keypair: UNSTAKED,
  voteAccount: validators.vote.pubkey, adopt: { from: validators.staked.pubkey } } });
const lifted = { skip: true, why: "the only machine there is" } as const;
const promotion = (guards: object = { fence: lifted, votingElsewhere: lifted }) => ({ identity: {
  pubkey: validators.staked.pubkey, keypair: STAKED, unstaked: UNSTAKED,
  voteAccount: validators.vote.pubkey, adopt: { from: validators.unstaked.pubkey }, guards } });

const KILLS = Number(process.env["VEXOR_SWAP_KILLS"] ?? 9);
const secrets = () => [validators.staked, validators.unstaked, validators.vote];

const reset = async (): Promise<void> => {
  await calm(container);
  for (const unit of [AGAVE, FRANK]) await validators.behaviour(unit, {});
  await container.writeFile(UNSTAKED, validators.unstaked.text, "0600");
  await run("pkill -KILL -f '[s]et-identity'");
  await run(`systemctl stop ${FRANK}; chown 1000:1000 ${UNSTAKED}
rm -f /mnt/fd/ledger/set-identity.lock; rm -rf /var/lib/vexor-agent/*; ln -sfn staked.json /etc/solana/identity.json
chmod 600 /etc/solana/*.json; systemctl reset-failed; systemctl restart ${AGAVE}`);
  await until(async () => await whoIsIt() === validators.staked.pubkey, 10);
  const [before] = [(await validators.votes()).length];
  await until(async () => (await validators.votes()).length > before, 10);
};

describe.skipIf(cannotRun("container"))("an identity", () => {
  beforeAll(async () => {
    container = await bootContainer({ name: "identity", binary: BINARY });
    await install(container);
    validators = await installValidators(container);
  });
  afterAll(() => container?.destroy());
  beforeEach(reset);

  test("is given up: boot first, then live, and its votes stop", async () => {
    await declare(container, demotion());
    const text = await spoken(0, ["plan"]);
    expect(text.indexOf("identity/boot")).toBeLessThan(text.indexOf("identity/active"));
    await spoken(0, ["identity", "swap", "--yes"]);
    expect([await whoIsIt(), await bootsWith()]).toEqual([validators.unstaked.pubkey, UNSTAKED]);
    const before = (await validators.votes()).length;
    await holdsFor(1500, async () => expect((await validators.votes()).length).toBe(before));
    expect((await plan(container)).actions).toEqual({});
  });

  test("is taken up only when every guard agrees, or is lifted by name", async () => {
    await declare(container, demotion());
    await spoken(0, ["apply", "--yes"]);
    await declare(container, promotion({ leaderSlot: lifted }));
    const active = (await plan(container)).items.find(({ address }) => address === "identity/active");
    expect(active).toMatchObject({ address: "identity/active", action: "blocked",
      reason: expect.stringMatching(/^fence: nothing proves .*its last vote was \d+ slots ago/),
      waysOut: [expect.stringContaining("make sure of it there"), expect.stringContaining("fence: {skip: true")] });
    await declare(container, promotion());
    const text = await spoken(0, ["apply", "--yes"]);
    expect(text).toContain("guard fence is lifted (the only machine there is)");
    expect([await whoIsIt(), await bootsWith()]).toEqual([validators.staked.pubkey, UNSTAKED]);
    const before = (await validators.votes()).length;
    await until(async () => (await validators.votes()).length > before, 5);
    expect((await validators.votes()).at(-1)).toMatchObject({ identity: validators.staked.pubkey, tower: "file" });
    await spoken(0, ["rollback", "--yes"]);
    expect(await whoIsIt()).toBe(validators.unstaked.pubkey);
  });

  test("a swap asks the client before it sets the identity, by two processes at most", async () => {
    await declare(container, demotion());
    await spoken(0, ["apply", "--yes"]);
    await declare(container, promotion({ leaderSlot: lifted, fence: lifted, votingElsewhere: lifted }));
    let swap = "";
    // Other tests' machines ask as well.
    const own: string[] = [];
    const watch = watchPrograms((argv) => /\bvexor identity swap|\bvexor query/
      .test(argv.join(" ")) && !/^(nsenter|env|timeout|setpriv)$/.test(argv[0] ?? ""),
    ({ argv, pid }) => {
      if (argv[0] === "vexor" && argv.includes("swap")) swap ||= pid;
      if (argv.includes("query") && parentOf(pid) === swap) own.push(pid);
    });
    await spoken(0, ["identity", "swap", "--yes"]);
    const spans = watch.stop();
    // By the client's own log: the program that tells it may be too short to be seen.
    const { stdout } = await run(`journalctl -q -o short-unix -u ${AGAVE} | grep 'Identity set to ${validators.staked.pubkey}' | tail -1`);
    const told = Number(stdout.split(" ")[0]) * 1000 - performance.timeOrigin;
    const asked = new Set(spans.filter(({ pid, from }) => own.includes(pid) && from < told).map(({ pid }) => pid)).size;
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThanOrEqual(2);
    expect(await whoIsIt()).toBe(validators.staked.pubkey);
  });

  test.each([
    ["no tower", "rm /mnt/agave/ledger/tower-1_9-*.bin", /tower: there is no tower of/],
    ["a torn tower", "for f in /mnt/agave/ledger/tower-1_9-*.bin; do truncate -s 90 $f; done", /tower: .*it ends/],
  ])("%s keeps it from being taken up", async (_, harm, why) => {
    await declare(container, demotion());
    await spoken(0, ["apply", "--yes"]);
    await run("cp -p /mnt/agave/ledger/tower-1_9-*.bin /root/");
    afterwards(container, "cp -p /root/tower-1_9-*.bin /mnt/agave/ledger/");
    await run(harm);
    await declare(container, promotion());
    expect(await spoken(3, ["apply", "--yes"])).toMatch(why);
    expect(await whoIsIt()).toBe(validators.unstaked.pubkey);
  });

  test.each([
    ["refuses", /set-identity failed|Failed to send SetIdentity/],
    ["dies", /APPLY_FAILED|did not|failed/],
  ])("a client that %s ends in before", async (setIdentity, why) => {
    await validators.behaviour(AGAVE, { setIdentity });
    await declare(container, demotion());
    const { code, stdout, stderr } = await vexor(container, ["apply", "--yes"], { timeoutMs: 60_000 });
    expect([4, 5]).toContain(code);
    expect(stdout + stderr).toMatch(why);
    expect(await bootsWith()).toBe(STAKED);
    await validators.behaviour(AGAVE, {});
    await until(async () => await whoIsIt() === validators.staked.pubkey, 10);
  });

  test.each([
    ["cut short", (text: string) => JSON.stringify((JSON.parse(text) as number[]).slice(1)), "600", /63/],
    ["of two keys", (text: string) => text.replace(/\d+\]$/, "7]"), "600", /public half is not that of the secret half/],
    ["that all may read", (text: string) => text, "644", /0644/],
  ])("a keypair %s is refused, and nothing changes", async (_, spoil, mode, why) => {
    await container.writeFile(UNSTAKED, spoil(validators.unstaked.text), `0${mode}`);
    await run(`chown 1000:1000 ${UNSTAKED}`);
    await declare(container, demotion());
    expect(await spoken(1, ["identity", "verify"])).toMatch(why);
    expect(await spoken(3, ["apply", "--yes"])).toMatch(why);
    expect([await whoIsIt(), await bootsWith()]).toEqual([validators.staked.pubkey, STAKED]);
  });

  test("of Frankendancer is changed by its own program; an interrupted switch is not forced", async () => {
    await run(`systemctl stop ${AGAVE}; systemctl start ${FRANK}`);
    await declare(container, demotion());
    const isStaked = async (): Promise<boolean> => (await plan(container)).items
      .some(({ address, live }) => address === "identity/active" && live === validators.staked.pubkey);
    await until(isStaked, 10);
    // Interrupted half-way, as by a lost SSH session: the client keeps its lock.
    await validators.behaviour(FRANK, { keyswitchMs: 5000 });
    await run("timeout -s KILL 1 setpriv --reuid=1000 --regid=1000 --clear-groups /opt/fd/bin/fdctl"
      + " set-identity --config /etc/solana/fd.toml /etc/solana/unstaked.json");
    await validators.behaviour(FRANK, {});
    const text = await spoken(4, ["identity", "swap", "--yes"]);
    expect(text).toContain("has locked its leader pipeline");
    expect(text).toMatch(/no switch is in progress: `pgrep -af set-identity` finds nothing/);
    expect(text).toMatch(/by hand: fdctl set-identity --config \/etc\/solana\/fd.toml .* --force/);
    expect([(await plan(container)).items.map(({ live }) => live), await bootsWith()])
      .toEqual([[validators.staked.pubkey, validators.staked.pubkey], STAKED]);
    expect((await run("ls /mnt/fd/ledger/set-identity.lock")).code).toBe(0);
    await run("/opt/fd/bin/fdctl set-identity --config /etc/solana/fd.toml /etc/solana/staked.json --force");
    await spoken(0, ["apply", "--yes"]);
    expect((await plan(container)).items.map(({ live }) => live))
      .toEqual([validators.unstaked.pubkey, validators.unstaked.pubkey]);
  });

  test("killed at any moment, and with each fault, it ends in before or after", async () => {
    const machine = { container, validators, whoIsIt, bootsWith, demotion, promotion };
    const { runs, ends, byFault, wrong } = await campaign(machine, KILLS);
    console.log(`${runs} swaps: ${JSON.stringify({ ...ends, byFault })}; votes out of turn: ${wrong.length}`);
    expect(wrong).toEqual([]);
    expect(ends.neither).toEqual([]);
  }, within(60_000 + KILLS * 30_000));

  test("no secret is in anything that was said, logged or kept", async () => {
    const { stdout: kept } = await run("cat $(find /var/lib/vexor-agent /run /etc/vexor-agent /etc/systemd"
      + " /tmp /var/log /var/tmp -type f) 2>/dev/null; journalctl --no-pager -o cat; ps axeww");
    const text = [...said, kept].join("\n");
    expect(text).toContain(validators.staked.pubkey);
    expect(secretsIn(Buffer.from(text), secrets())).toEqual([]);
  });

  test("no secret is in the memory of a Vexor that has checked and used its key", async () => {
    await validators.behaviour(AGAVE, { setIdentity: "hangs" });
    await declare(container, demotion());
    const running = vexor(container, ["identity", "swap", "--yes"], { timeoutMs: 120_000 });
    const stray = async (): Promise<string> => (await run("pgrep -f '[e]xe .*set-identity'")).stdout.trim();
    await until(async () => await stray() !== "", 20);
    const { stdout } = await run("pgrep -x vexor; cat /proc/sys/kernel/random/boot_id");
    const seen = await memoryOf(stdout.split("\n")[0] ?? "", validators.unstaked.text, (chunk) =>
      [...secretsIn(chunk, secrets()), ...chunk.includes(validators.unstaked.pubkey) ? ["public"] : []]);
    expect([...new Set(seen)]).toEqual(["public"]);
    await validators.behaviour(AGAVE, {});
    await run(`kill -9 ${(await stray()).replaceAll("\n", " ")}`);
    // What a set-identity that was killed has done is unknown: the client receives it once more.
    expect((await running).code).toBe(0);
    expect([await whoIsIt(), await bootsWith()]).toEqual([validators.unstaked.pubkey, UNSTAKED]);
  });

  test("no secret is in a core of it, where one that was planted is found in every form", async () => {
    await validators.behaviour(AGAVE, { setIdentity: "hangs" });
    await declare(container, demotion());
    // Letters only, so that even its bytes can be an environment's.
    const planted = makeKey(Buffer.from(random.bytes(16).toString("hex").replaceAll(/./g, (digit) =>
      String.fromCharCode(97 + parseInt(digit, 16)))));
    const env = [Buffer.from(seedOf(planted)).toString(), ...formsOf(planted)].join(" ; ");
    const stray = async (): Promise<string> => (await run("pgrep -f '[e]xe .*set-identity'")).stdout.trim();
    const seen = await inCoreOf(container, ["env", `PLANTED=${env}`, "vexor", "identity", "swap", "--yes"],
      () => until(async () => await stray() !== "", 20), "kill -ABRT $(pgrep -f '^vexor identity swap')",
      (chunk) => [...secretsIn(chunk, [planted]), ...secretsIn(chunk, secrets()).map((form) => `REAL ${form}`),
        ...chunk.includes(validators.unstaked.pubkey) ? ["public"] : []]);
    const found = new Set(seen);
    expect(seen.filter((one) => one.startsWith("REAL"))).toEqual([]);
    expect(found).toContain("public");
    expect(found).toContain("key 0: raw");
    expect(found.size).toBe(2 + new Set(formsOf(planted).map((form) => form.slice(0, 4))).size);
    await validators.behaviour(AGAVE, {});
    await run(`kill -9 ${(await stray()).replaceAll("\n", " ")}`);
    await until(async () => await whoIsIt() === validators.staked.pubkey && await bootsWith() === STAKED, 30);
  });
});
