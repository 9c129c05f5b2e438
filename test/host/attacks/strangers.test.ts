/** Any account may start a program under a validator's name. It has no key, and decides nothing. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { until } from "../../support/pace.ts";
import { bootContainer, type Container } from "../lab/container.ts";
import { BINARY, cannotRun } from "../lab/machine.ts";
import { AGAVE, installValidators, type Validators } from "../support/validators.ts";
import { calm, declare, expectExit, install, plan } from "../support/vexor.ts";

const EVE = "1001";

describe.skipIf(cannotRun("container"))("an account's process under a validator's name", () => {
  let container: Container;
  let validators: Validators;
  const run = (script: string) => container.exec(["sh", "-c", script]);
  const eve = (script: string) => run(`setpriv --reuid=${EVE} --regid=${EVE} --clear-groups `
    + `setsid sh -c '${script}' >/dev/null 2>&1 </dev/null &`);
  const whoIsIt = async (): Promise<string> => {
    const { stdout } = await run("/opt/agave/bin/agave-validator --ledger /mnt/agave/ledger contact-info");
    return /Identity: (\w+)/.exec(stdout)?.[1] ?? "nobody";
  };
  const runs = async (): Promise<boolean> =>
    (await run("grep -lz 600 /proc/[0-9]*/cmdline | xargs -n1 dirname | "
      + "xargs -I{} readlink {}/exe | grep /home/eve/agave-validator")).code === 0;
  const demotion = () => ({ client: { active: "agave", unit: AGAVE },
    identity: { pubkey: validators.unstaked.pubkey, keypair: "/etc/solana/unstaked.json",
      voteAccount: validators.vote.pubkey, adopt: { from: validators.staked.pubkey } } });
  beforeAll(async () => {
    container = await bootContainer({ name: "attack-strangers", binary: BINARY });
    await install(container);
    validators = await installValidators(container);
    await run(`mkdir -p /home/eve && cp $(readlink -f /bin/sleep) /home/eve/agave-validator
chown -R ${EVE}:${EVE} /home/eve`);
  });
  afterAll(() => container?.destroy());
  beforeEach(async () => {
    await calm(container);
    await run(`systemctl stop mine; pkill -f ^/home/eve/agave-validator; pkill -u ${EVE}; rm -rf /var/lib/vexor-agent/*
ln -sfn staked.json /etc/solana/identity.json; systemctl restart ${AGAVE}`);
    await until(async () => await whoIsIt() === validators.staked.pubkey, 20);
    const before = (await validators.votes()).length;
    await until(async () => (await validators.votes()).length > before, 20);
  });

  test("blocks no plan, and is shown", async () => {
    await eve("exec /home/eve/agave-validator 600");
    await until(runs, 10);
    await declare(container, demotion());
    const { items } = await plan(container);
    expect(items.filter(({ action }) => action === "blocked")).toEqual([]);
    expect((await expectExit(container, 0, ["plan"])).stdout)
      .toMatch(/agave-validator \(pid \d+\) of user 1001 could not sign here/);
    expect((await expectExit(container, 0, ["clients"])).stdout).toMatch(/stranger \(\d+\)/);
  });

  test("an account's process under a validator's name does not undo a demotion", async () => {
    await eve("exec sh -c \"sleep 600; :\" x set-identity");
    await eve("until readlink /etc/solana/identity.json | grep -q unstaked; do sleep 0.01; done; "
      + "exec /home/eve/agave-validator 600");
    await declare(container, demotion());
    await expectExit(container, 0, ["apply", "--yes"], { timeoutMs: 90_000 });
    expect(await runs()).toBe(true);
    expect(await whoIsIt()).toBe(validators.unstaked.pubkey);
  }, 120_000);

  const ONCE_DEMOTED = "until readlink /etc/solana/identity.json | grep -q unstaked; do sleep 0.01; "
    + "done; exec ";
  test.each([
    ["root outside of any unit", "setsid sh -c", "/home/eve/agave-validator 600"],
    ["root in a unit made for it", "setsid sh -c", "systemd-run --unit=mine /home/eve/agave-validator 600"],
    ["the validator's own user", "setpriv --reuid=1000 --regid=1000 --clear-groups setsid sh -c",
      "/home/eve/agave-validator 600"],
  ])("a second validator of %s does not undo a demotion either, and is reported", async (_, as, command) => {
    await run(`${as} '${ONCE_DEMOTED}${command}' >/dev/null 2>&1 </dev/null &`);
    await declare(container, demotion());
    await expectExit(container, 0, ["apply", "--yes"], { timeoutMs: 90_000 });
    expect(await runs()).toBe(true);
    expect(await whoIsIt()).toBe(validators.unstaked.pubkey);
    expect((await expectExit(container, 0, ["plan"])).stdout).toMatch(/2 validators run at once/);
  }, 120_000);
});
