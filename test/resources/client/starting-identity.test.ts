/** A switch whose new client would start as another than the old one is, by every way it can. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import type { Change, HostFile, PlanItem } from "../../../src/engine/model/model.ts";
import { withPort, type Host } from "../../../src/ports/host.ts";
import { serviceDriver } from "../../../src/resources/client/service.ts";
import { turnedBack } from "../../../src/resources/client/turned-back.ts";
import { saveTower, voted } from "../../stand-ins/agave/tower.ts";
import { parseKeypair } from "../../stand-ins/common/keypair.ts";
import { planAt } from "../../support/engine.ts";
import { hostFile } from "../../support/host-file.ts";
import { makeKey } from "../../support/keys.ts";
import { saying } from "../../support/programs.ts";
import { makeTree, type Files } from "../../support/tree.ts";

const [staked, unstaked, third, vote] = [makeKey(), makeKey(), makeKey(), makeKey()];
const UNIT = "/etc/systemd/system/";

/** Agave runs, started with `boots`; Jito is stopped, and `start` is the rest of its start line. */
const machine = (start: string, more: Files = {}): Files => ({
  "/a/": "", "/j/": "", "/opt/a/agave-validator": "", "/opt/j/agave-validator": "",
  "/etc/passwd": "sol:x:0:0::/:/bin/sh\n",
  "/k/staked.json": staked.text, "/k/unstaked.json": unstaked.text, "/k/third.json": third.text,
  "/k/id.json": "-> unstaked.json", "/k/vote.json": vote.text,
  [`${UNIT}a.service`]: "[Service]\nUser=sol\nExecStart=/opt/a/agave-validator --ledger /a --identity /k/id.json\n",
  [`${UNIT}j.service`]: `[Service]\nUser=sol\nExecStart=/opt/j/agave-validator --block-engine-url x --ledger /j ${start}\n`,
  "/proc/900/exe": "-> /opt/a/agave-validator",
  "/proc/900/cmdline": "agave-validator\0--ledger\0/a\0--identity\0/k/id.json\0",
  "/proc/900/cgroup": "0::/system.slice/a.service\n", "/proc/900/status": "PPid:\t1\nUid:\t0\t0\t0\t0\n",
  "/sys/fs/cgroup/system.slice/a.service/cgroup.procs": "900\n",
  ...more,
});

interface Said {
  /** Who the running client says that it is; null where it says nothing. */
  readonly is?: string | null;
  /** Who votes for the account, by its RPC. */
  readonly node?: string;
  readonly leads?: boolean;
}

const answers = ({ is = unstaked.pubkey, node, leads = false }: Said) => (body: string | null): unknown => {
  const { method } = JSON.parse(body ?? "{}") as { method?: string };
  return {
    getIdentity: is === null ? undefined : { identity: is },
    getVoteAccounts: node && { current: [{ votePubkey: vote.pubkey, nodePubkey: node, lastVote: 900 }], delinquent: [] },
    getEpochInfo: { slotIndex: 10, slotsInEpoch: 432_000 },
    getLeaderSchedule: leads ? { [third.pubkey]: [400] } : {},
  }[method ?? ""];
};

const hostAt = (root: string, said: Said): Host => {
  const live: Host = { ...createLinuxHost(root), isTree: false, freeBytes: () => 2 ** 40,
    sleep: async () => undefined };
  const asked = withPort(live, "questions", { ask: (questions) => questions.map(({ body }) => ({ status: 200,
    problem: null, body: JSON.stringify({ result: answers(said)(body) }) })) });
  return withPort(asked, "programs", saying((path) => (path.includes("/j/")
    ? "agave-validator 4 --block-engine-url --ledger --identity --vote-account" : "agave-validator 4")));
};

const plannedAt = (root: string, more: Partial<HostFile> = {}, said: Said = {}): PlanItem => {
  const [item] = planAt(hostAt(root, said), hostFile({ client: { active: "jito", adopt: { from: "agave" } }, ...more })).items
    .filter(({ address }) => address === "client/active");
  if (!item) throw new Error("no item of client/active");
  return item;
};

const planned = (files: Files, ...more: readonly [Partial<HostFile>?, Said?]): PlanItem =>
  plannedAt(makeTree(files), ...more);

const declared = { identity: { pubkey: staked.pubkey, keypair: "/k/staked.json", unstaked: "/k/unstaked.json" } };

describe("a switch is blocked where the new client would start as", () => {
  const STAKED = new RegExp(`j.service would start as ${staked.pubkey}, which a.service is not: it is ${unstaked.pubkey}`);
  const firedancer = (start: string, toml: string): Files => machine("", { "/opt/f/firedancer": "", "/etc/f.toml": toml,
    [`${UNIT}j.service`]: `[Service]\nUser=sol\nExecStart=/opt/f/firedancer run ${start}\n` });

  test.each<[string, Files, RegExp, object?]>([
    ["the staked identity, by a key file", machine("--identity /k/staked.json"), STAKED],
    ["the staked identity, by -i and =", machine("-i /k/unstaked.json --identity=/k/staked.json"), STAKED],
    ["the staked identity, by a link of its own", machine("--identity /k/j.json", { "/k/j.json": "-> staked.json" }), STAKED],
    ["somebody in a variable", machine("--identity $KEY"), /which identity j.service would start as is unknown: neither its/],
    ["somebody by a path that is not whole", machine("--identity staked.json"), /is unknown: neither its start line/],
    ["somebody unnamed", machine(""), /is unknown: neither its start line nor its configuration names the key/],
    ["somebody whose file is damaged", machine("--identity /k/x.json", { "/k/x.json": "[1]" }), /is unknown: \/k\/x.json/],
    ["the staked identity, by Firedancer's configuration",
      firedancer("--config /etc/f.toml", "[paths]\nbase = \"/f\"\nidentity_key = \"/k/staked.json\"\n"), STAKED, { active: "firedancer" }],
    ["whom Firedancer's configuration does not name",
      firedancer("--config /etc/f.toml", "[paths]\nbase = \"/f\"\n"), /is unknown: neither/, { active: "firedancer" }],
    ["whom a configuration in the environment names", firedancer("", ""), /is unknown: neither/, { active: "firedancer" }],
  ])("%s", (_, files, why, client = {}) => {
    expect(planned({ "/f/": "", ...files }, { client: { active: "jito", adopt: { from: "agave" }, ...client } }))
      .toMatchObject({ action: "blocked", reason: expect.stringMatching(why), waysOut: [expect.any(String)] });
  });

  test("the staked identity, also where every guard of an identity is lifted", () => {
    const lifted = { skip: true, why: "a test" } as const;
    const guards = { leaderSlot: lifted, caughtUp: lifted, votingElsewhere: lifted, voteAccount: lifted, tower: lifted, fence: lifted };
    const item = planned(machine("--identity /k/staked.json"), { identity: { ...declared.identity, guards } });
    expect(item).toMatchObject({ action: "blocked", reason: expect.stringMatching(STAKED), waysOut: [expect.stringContaining(
      `let /k/staked.json lead to the key of ${unstaked.pubkey}, or to this machine's unstaked key`)] });
  });

  test("the staked identity, where the host file calls that the unstaked one", () => {
    const identity = { ...declared.identity, unstaked: "/k/staked.json" };
    expect(planned(machine("--identity /k/staked.json"), { identity }).action).toBe("blocked");
  });

  test("anybody, while the old one does not say who it is", () => {
    expect(planned(machine("--identity /k/id.json"), {}, { is: null }))
      .toMatchObject({ action: "blocked", reason: expect.stringMatching(/does not say who it is/) });
  });

  test("the old one, which could not come back as that: its own link leads to another", () => {
    expect(planned(machine("--identity /k/staked.json"), {}, { is: staked.pubkey })).toMatchObject({ action: "blocked",
      reason: expect.stringMatching(`an undo could not bring it back: a.service would start as ${unstaked.pubkey}`) });
  });

  test("a third, of which the cluster knows nothing or too much", () => {
    const start = "--identity /k/third.json --vote-account /k/vote.json";
    for (const said of [{}, { node: third.pubkey }, { node: staked.pubkey, leads: true }]) {
      expect(planned(machine(start), {}, said).action).toBe("blocked");
    }
  });
});

describe("a switch goes on where the new client starts as", () => {
  test.each<[string, string, Partial<HostFile>, Said]>([
    ["who the old one is", "--identity /k/id.json", {}, {}],
    ["the staked identity, which the old one is", "--identity /k/staked.json", declared, { is: staked.pubkey }],
    ["the unstaked key that the host file declares", "--identity /k/unstaked.json", declared, { is: staked.pubkey }],
    ["a third, which neither votes nor leads", "--identity /k/third.json --vote-account /k/vote.json", {}, { node: staked.pubkey }],
  ])("%s", (_, start, more, said) => {
    expect(planned(machine(start), more, said)).toMatchObject({ action: "adopt" });
  });
});

describe("a standby that systemd itself would start", () => {
  const dual = (start: string) => planned(machine(start, { "/k/a.json": "-> id.json" }),
    { ...declared, client: { active: "jito", adopt: { from: "agave" }, dual: "auto" } }, { is: unstaked.pubkey });

  test("is refused as another than the active client, and permitted as that one", () => {
    expect(dual("--identity /k/unstaked.json").action).toBe("adopt");
    const third = planned(machine("--identity /k/third.json --vote-account /k/vote.json"),
      { client: { active: "jito", adopt: { from: "agave" }, dual: "auto" } }, { node: staked.pubkey });
    expect(third).toMatchObject({ action: "blocked", reason: expect.stringMatching(
      `dual: auto: where j.service ends, systemd would start a.service as ${unstaked.pubkey}`) });
  });
});

describe("where no client runs", () => {
  const idle = (files: Files): Files => Object.fromEntries(Object.entries(files).filter(([path]) => !/^.(proc|sys)/.test(path)));

  test.each([[100, 90, "blocked"], [90, 100, "update"]])(
    "a start is refused while another client here has voted later: slots %i and %i: %s", (old, next, action) => {
      const root = makeTree(idle(machine("--identity /k/staked.json")));
      for (const [directory, slot] of [["a", old], ["j", next]] as const) {
        saveTower(join(root, directory), voted({ votes: [], root: 1, timestamp: { slot: 0, seconds: 0 } }, slot),
          parseKeypair(staked.text));
      }
      const item = plannedAt(root, { client: { active: "jito" } });
      expect(item.action).toBe(action);
      if (action === "blocked") expect(item.reason).toMatch(/a.service has voted as \w+ here, and j.service does not know of it/);
    });
});

describe("what has changed since the plan", () => {
  const CELL = { stopWithin: "1", healthyWithin: "1", steadyFor: "0", health: "none", conflictingUnits: "" };

  test("keeps a client from being started with another key", async () => {
    const host = hostAt(makeTree(machine("--identity /k/staked.json")), {});
    await expect(serviceDriver.write(host, "j.service", "running", undefined, { ...CELL, startsAs: unstaked.pubkey }))
      .rejects.toMatchObject({ code: "CLIENT_IDENTITY", message: expect.stringMatching(
        `j.service is not started: it would be ${staked.pubkey}; .* that of ${unstaked.pubkey}`) });
  });

  test.each<[string, Said, RegExp]>([
    ["is another by now", { is: third.pubkey }, new RegExp(`is not stopped: it is ${third.pubkey} now`)],
    ["does not say any more who it is", { is: null }, /does not say any more who it is/],
  ])("keeps a client from being stopped that %s", async (_, said, why) => {
    const host = hostAt(makeTree(machine("--identity /k/id.json")), said);
    await expect(serviceDriver.write(host, "a.service", "stopped", undefined, { ...CELL, signsAs: unstaked.pubkey }))
      .rejects.toMatchObject({ code: "CLIENT_IDENTITY", message: expect.stringMatching(why) });
  });

  const back: readonly Change[] = [
    { target: "service:a.service", params: { ...CELL, startsAs: staked.pubkey }, from: "running", to: "stopped" },
    { target: "tower:a.service>j.service", params: { identity: third.pubkey }, from: "transferred", to: "not-transferred" },
    { target: "service:j.service", params: { ...CELL, signsAs: staked.pubkey, startsAs: staked.pubkey }, from: "stopped", to: "running" },
  ].map((one) => ({ ...one, kind: "client", for: ["client/active"] }));

  test("keeps a switch from going back to a client that would take an identity up", () => {
    const host = hostAt(makeTree(machine("--identity /k/staked.json")), {});
    expect(() => turnedBack(host, back, hostFile())).toThrow(expect.objectContaining({ code: "CLIENT_IDENTITY" }));
  });

  const SHORT: Readonly<Record<string, string>> = { stopWithin: "stop", healthyWithin: "well", steadyFor: "steady",
    conflictingUnits: "rivals", signsAs: "is", startsAs: "as" };
  const asOfOld = ({ params = {}, ...change }: Change): Change => ({ ...change,
    params: Object.fromEntries(Object.entries(params).map(([key, value]) => [SHORT[key] ?? key, value])) });

  test.each<[string, readonly Change[]]>([["", back], [", of a version with short names,", back.map(asOfOld)],
  ])("counts in a switch%s that goes back", (_, changes) => {
    const host = hostAt(makeTree(machine("--identity /k/id.json")), {});
    expect(turnedBack(host, changes, hostFile()).map(({ params }) => params)).toEqual([
      { ...CELL, signsAs: unstaked.pubkey, startsAs: unstaked.pubkey }, { identity: unstaked.pubkey },
      { ...CELL, startsAs: unstaked.pubkey }]);
  });
});
