/** An identity that is changed by hand, seen as it happens. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { elapse, within } from "../support/pace.ts";
import type { DriftEvent } from "../../src/engine/drift/drift-events.ts";
import { AgentFaultHarness } from "./agent-faults/machine.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { until } from "./lab/daemon.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { removeDebs } from "./support/package.ts";
import { installValidators, type Validators } from "./support/validators.ts";
import { afterwards, declare, install } from "./support/vexor.ts";

const STARTED = "vexor.drift-watch/1";
/** Who may read the keys, and who may not. */
const WATCHERS = ["root", "nobody"] as const;
type Watcher = (typeof WATCHERS)[number];

describe.skipIf(cannotRun("container"))("an identity that is changed by hand", () => {
  let container: Container;
  let validators: Validators;
  const run = async (script: string): Promise<string> =>
    (await container.exec(["sh", "-c", script])).stdout.trim();
  const moves = async (who: Watcher): Promise<readonly DriftEvent[]> =>
    (await container.readFile(`/run/${who}.json`)).split("\n").filter(Boolean)
      .map((line) => JSON.parse(line) as DriftEvent & { readonly format: string })
      .filter(({ format }) => format === "vexor.drift-event/1");
  /** What happens by `act`, and who must see it. */
  const seen = async (
    act: () => Promise<unknown>, move: object, by: readonly Watcher[] = WATCHERS,
  ): Promise<void> => {
    const before = await Promise.all(by.map(async (who) => (await moves(who)).length));
    await act();
    for (const [at, who] of by.entries()) {
      await expect.poll(async () => (await moves(who)).slice(before[at]), { timeout: within(15_000) })
        .toContainEqual(expect.objectContaining(move));
    }
  };
  const set = (key: string) => () => run(
    `/opt/agave/bin/agave-validator --ledger /mnt/agave/ledger set-identity /etc/solana/${key}`);
  const turn = (key: string) => () => run(`ln -sfn ${key} /etc/solana/identity.json`);

  beforeAll(async () => {
    container = await bootContainer({ name: "identity-watch", binary: BINARY });
    await install(container);
    validators = await installValidators(container);
    await declare(container, { identity: { pubkey: validators.staked.pubkey,
      keypair: "/etc/solana/staked.json", voteAccount: validators.vote.pubkey } });
    for (const who of WATCHERS) {
      await run(`systemd-run -q --unit=watch-${who} --uid=${who} `
        + `-p StandardOutput=append:/run/${who}.json `
        + "vexor drift --watch --json -f /etc/vexor-agent/host.yaml");
    }
    for (const who of WATCHERS) {
      await until(async () => (await run(`cat /run/${who}.json`)).includes(STARTED) || undefined,
        30_000, () => `${who} did not start`);
    }
  });
  afterAll(() => container?.destroy());

  test("who runs is seen, and seen to be right again", async () => {
    const [staked, unstaked] = [validators.staked.pubkey, validators.unstaked.pubkey];
    await seen(set("unstaked.json"), { address: "identity/active", where: "live", to: unstaked,
      holds: false });
    await seen(set("staked.json"), { address: "identity/active", where: "live", to: staked,
      holds: true });
  });

  test("the target of the boot link is seen, also by a user who may not read the keys", async () => {
    for (const key of ["unstaked.json", "staked.json"]) {
      await seen(turn(key), { address: "identity/boot", where: "boot",
        evidence: [expect.objectContaining({ says: `leads to /etc/solana/${key}` })] });
    }
  });

  test("a replaced key file is seen by a user who may read it", async () => {
    await run("cp -p /etc/solana/staked.json /root/");
    afterwards(container, "cp /root/staked.json /etc/solana/staked.json");
    await seen(() => run("cp /etc/solana/unstaked.json /etc/solana/staked.json"),
      { address: "identity/boot", where: "live", to: validators.unstaked.pubkey }, ["root"]);
  });
});

describe.skipIf(cannotRun("container"))("the packaged agent, which may not read any key", () => {
  let harness: AgentFaultHarness;
  let validators: Validators;
  const sees = async (act: string, what: RegExp): Promise<void> => {
    const since = await harness.sh("date +%s.%N");
    await harness.sh(act);
    await harness.until("it tells of it", 20, async () => what.test(await harness.log(since)));
  };

  beforeAll(async () => {
    harness = await AgentFaultHarness.start();
    validators = await installValidators(harness.container);
    await harness.until("the validator votes", 20, async () => (await validators.votes()).length > 0);
    const commit = await harness.commit({ identity: { pubkey: validators.staked.pubkey,
      keypair: "/etc/solana/staked.json", voteAccount: validators.vote.pubkey } });
    const since = await harness.sh("date +%s.%N");
    await harness.sh("systemctl restart vexor-agent");
    await harness.until("the agent has accepted it", 30, async () =>
      (await harness.sh("vexor status --json || true")).includes(`"accepted": "${commit}"`));
    await harness.until("it watches what that declares", 30, async () =>
      (await harness.log(since)).includes('"watching"'));
  });
  afterAll(async () => {
    await harness?.container.destroy();
    await removeDebs();
  });

  test("reports an identity that was changed by hand", async () => {
    const set = "/opt/agave/bin/agave-validator --ledger /mnt/agave/ledger set-identity "
      + "/etc/solana/";
    await sees(`${set}unstaked.json`,
      new RegExp(`"moved".*identity/active.*${validators.unstaked.pubkey}`));
    await harness.sh(`${set}staked.json`);
    await elapse(10_000); // until the agent has looked at all of that: it reports no such change
  });

  test("has root look at a key file that was replaced", async () => {
    await sees("cp /etc/solana/unstaked.json /etc/solana/staked.json", new RegExp(
      `"(blocked|drift)".*/etc/solana/staked.json is the key of ${validators.unstaked.pubkey}`));
  });
});
