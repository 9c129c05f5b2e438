/** What the agent makes of the keeper's file: whose it must be, and what it reports of it when. */
import { chmodSync, chownSync, lchownSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Clock } from "../../../src/agent/ports.ts";
import { keeperSight, KeeperFollower } from "../../../src/commands/agent/keeper-follower.ts";
import { StatusPublisher } from "../../../src/commands/verbs/failover/status-publisher.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { LONGEST_PUBLISHED, PUBLISHED_PATH, renderPublished } from "../../../src/failover/published-status.ts";
import type { FailoverStatus } from "../../../src/failover/status.ts";
import { setImmediate as turn } from "node:timers/promises";
import { makeTree } from "../../support/tree.ts";

const BOOT_S = 1_000;

const STATUS: FailoverStatus = {
  format: "vexor.failover/1", group: "pair", host: "val-a", isDryRun: false, phase: "standby", phaseMs: 5_000,
  register: { holder: "val-b", epoch: 6, seq: 40, state: "held", handover: null, unchangedMs: 1_500 },
  leftMs: null, takeInMs: 43_000, hindrances: [], alarm: null,
  peer: { host: "val-b", isStandby: false, mark: { epoch: 6, seq: 39 }, phase: "standby", answeredMs: 400 }, unanswered: null, unsafeEtcd: null,
};
const takenBy = (holder: string, epoch: number, over: Partial<FailoverStatus> = {}): FailoverStatus =>
  ({ ...STATUS, ...over, register: { ...STATUS.register, holder, epoch } as FailoverStatus["register"] });

const machine = (status: FailoverStatus | null, isInForce = true) => {
  const root = makeTree({ "/proc/uptime": `${BOOT_S}.00 1.0\n`, "/run/vexor-agent/": "",
    ...isInForce ? { "/etc/vexor-agent/failover.json": "{}" } : { "/etc/vexor-agent/": "" } });
  const file = join(root, PUBLISHED_PATH);
  const say = (said: FailoverStatus, atMs = BOOT_S * 1_000): void => {
    writeFileSync(file, renderPublished(said, atMs), { mode: 0o644 });
    chmodSync(file, 0o644);
  };
  if (status !== null) say(status);
  return { host: createLinuxHost(root), root, file, say };
};

describe("the keeper's file", () => {
  test("is heard", () => {
    expect(keeperSight(machine(STATUS).host)).toEqual({ isUp: true, said: { ...STATUS, alarms: [] } });
  });

  test("is not looked for where no keeper is in force", () => {
    expect(keeperSight(machine(STATUS, false).host)).toBeNull();
  });

  test.each<[string, (place: ReturnType<typeof machine>) => void]>([
    ["is not there", ({ file }) => renameSync(file, `${file}.old`)],
    ["others may write", ({ file }) => chmodSync(file, 0o666)],
    ["its group may write", ({ file }) => chmodSync(file, 0o664)],
    ["is another user's", ({ file }) => chownSync(file, 1234, 1234)],
    ["is a link of another user's", ({ file, root, host }) => {
      renameSync(file, join(root, "run/elsewhere"));
      host.putLink(PUBLISHED_PATH, "/run/elsewhere");
      lchownSync(file, 1234, 1234);
    }],
    ["is too long", ({ file }) => writeFileSync(file, " ".repeat(LONGEST_PUBLISHED + 1))],
    ["is of the boot before", ({ say }) => say(STATUS, BOOT_S * 1_000 + 60_000)],
    ["is old", ({ say }) => say(STATUS, BOOT_S * 1_000 - 16_000)],
    ["is no JSON", ({ file }) => writeFileSync(file, "\u0000".repeat(99))],
  ])("counts for nothing where it %s", (_, spoil) => {
    const place = machine(STATUS);
    spoil(place);
    expect(keeperSight(place.host)).toMatchObject({ isUp: false });
  });
});

/** What it reports of one look after the other; null: it is silent. */
const toldOf = (looks: readonly (FailoverStatus | null | "gone")[]): readonly (readonly string[])[] => {
  const place = machine(null);
  let next = (): void => undefined;
  let told: string[] = [];
  const clock = { after: (_: number, act: () => void) => {
    next = act;
    return () => undefined;
  } } as unknown as Clock;
  const follower = new KeeperFollower(place.host, clock, ({ level, what, why }) => void told.push(`${level} ${what}: ${why}`));
  return looks.map((look, at) => {
    told = [];
    if (look === "gone") renameSync(join(place.root, "etc/vexor-agent/failover.json"), join(place.root, "etc/gone"));
    else place.say(look ?? STATUS, look === null ? 0 : BOOT_S * 1_000);
    if (at === 0) follower.rested();
    else next();
    return told;
  });
};

describe("the agent reports", () => {
  test("who has taken the register, once, by whose word ever it is seen", () => {
    expect(toldOf([STATUS, STATUS, takenBy("val-a", 7), takenBy("val-a", 7), takenBy("val-b", 8)])).toEqual([[], [],
      ["alarm takeover: val-a holds the register of pair, epoch 7; before, val-b did, epoch 6"], [],
      ["alarm takeover: val-b holds the register of pair, epoch 8; before, val-a did, epoch 7"]]);
  });

  test("what went on while the keeper was silent", () => {
    const [, silent, still, back] = toldOf([STATUS, null, null, takenBy("val-a", 7)]);
    expect([silent, still]).toEqual([[expect.stringMatching(/^alarm keeper-silent: /)], []]);
    expect(back).toEqual([expect.stringMatching(/^info keeper-answers: pair: /), expect.stringMatching(/^alarm takeover: val-a /)]);
  });

  test("an alarm when it begins, and when it is another one", () => {
    const with_ = (alarm: FailoverStatus["alarm"]): FailoverStatus => ({ ...STATUS, alarm });
    expect(toldOf([with_("clock"), with_("clock"), with_(null), with_("absent"), with_("lost")]).map((one) => one.length))
      .toEqual([1, 0, 0, 1, 1]);
  });

  test("each of several that last once, and not as they take turns", () => {
    const with_ = (...alarms: NonNullable<FailoverStatus["alarms"]>): FailoverStatus => ({ ...STATUS, alarm: alarms[0] ?? null, alarms });
    expect(toldOf([with_("clock"), with_("clock", "blind"), with_("clock", "blind"), with_("blind"), with_("blind", "clock")]).map((one) => one.length))
      .toEqual([1, 1, 0, 0, 1]);
  });

  test("nothing of a keeper that starts, and that it is silent if it stays so", () => {
    expect(toldOf([null, null, null, STATUS]).flat()).toEqual([]);
    expect(toldOf([null, null, null, null, null]).flat()).toEqual([expect.stringMatching(/^alarm keeper-silent: /)]);
  });

  test("nothing of one that was taken out of force", () => {
    expect(toldOf([STATUS, "gone"]).flat()).toEqual([]);
  });
});

test("a keeper writes its status at once when it is news, and else every five seconds", async () => {
  let [now, status, count] = [0, STATUS, 0];
  const publisher = new StatusPublisher({ news: () => status, status: () => status, publish: () => void count++, now: () => now });
  const look = async (atMs: number, next = status): Promise<number> => {
    [now, status] = [atMs, next];
    for (let asked = 0; asked < 3; asked++) publisher.soon();
    await turn();
    await turn();
    return count;
  };
  expect(await look(0)).toBe(1);
  expect(await look(1_000)).toBe(1);
  expect(await look(2_000, takenBy("val-a", 7))).toBe(2);
  expect(await look(2_010, takenBy("val-a", 7, { phase: "signing" }))).toBe(3);
  expect(await look(2_020, takenBy("val-a", 7, { phase: "signing", alarm: "clock" }))).toBe(4);
  expect(await look(6_000)).toBe(4);
  expect(await look(7_100)).toBe(5);
});
