/** Who a host with failover validates as: every role, live identity and damage of the role file. */
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { findDrift } from "../../../src/engine/drift/drift.ts";
import type { HostFile, Ledger, PlanItem } from "../../../src/engine/model/model.ts";
import { makePlan } from "../../../src/engine/plan/plan.ts";
import { PERMIT_PATH, renderPermit, type FailoverPermit } from "../../../src/failover/permit.ts";
import { readRole, renderRole, ROLE_PATH } from "../../../src/failover/role.ts";
import { renderSettings, SETTINGS_FORMAT, type FailoverSettings } from "../../../src/failover/settings.ts";
import { withPort, type Host } from "../../../src/ports/host.ts";
import { identityTarget } from "../../../src/resources/identity/change-params.ts";
import { identityDriver } from "../../../src/resources/identity/driver.ts";
import { requestAt } from "../../support/engine.ts";
import { hostFile } from "../../support/host-file.ts";
import { makeKey } from "../../support/keys.ts";
import { makeTree, type Files } from "../../support/tree.ts";

const [staked, unstaked, third, vote] = [makeKey(), makeKey(), makeKey(), makeKey()];
const NAMES: Readonly<Record<string, string>> = { [staked.pubkey]: "staked", [unstaked.pubkey]: "unstaked", [third.pubkey]: "third" };

const MACHINE: Files = {
  "/l/": "", "/opt/a/agave-validator": "", "/etc/passwd": "sol:x:0:0::/:/bin/sh\n",
  "/k/staked.json": staked.text, "/k/unstaked.json": unstaked.text, "/k/third.json": third.text, "/k/id.json": "-> unstaked.json",
  "/etc/systemd/system/a.service": "[Service]\nUser=sol\nExecStart=/opt/a/agave-validator --ledger /l --identity /k/id.json\n",
  "/proc/900/exe": "-> /opt/a/agave-validator",
  "/proc/900/cmdline": "agave-validator\0--ledger\0/l\0--identity\0/k/id.json\0--authorized-voter\0/k/third.json\0",
  "/proc/900/cgroup": "0::/system.slice/a.service\n", "/proc/900/status": "PPid:\t1\nUid:\t0\t0\t0\t0\n",
  "/sys/fs/cgroup/system.slice/a.service/cgroup.procs": "900\n",
};

const DECLARED: HostFile = hostFile({
  identity: { pubkey: staked.pubkey, keypair: "/k/staked.json", unstaked: "/k/unstaked.json", voteAccount: vote.pubkey },
  failover: { group: "g", peer: { host: "b", url: "https://b" }, register: { endpoints: ["https://e"] } },
});

/** A healthy client and cluster: no guard of a demotion refuses, and each of a promotion may. */
const answers = (live: string | null) => (body: string | null): unknown => {
  const { method } = JSON.parse(body ?? "{}") as { method?: string };
  return { getIdentity: live === null ? undefined : { identity: live }, getHealth: "ok", getSlot: 1000,
    getVoteAccounts: { current: [{ votePubkey: vote.pubkey, nodePubkey: staked.pubkey, lastVote: 999 }], delinquent: [] },
    getEpochInfo: { slotIndex: 10, slotsInEpoch: 432_000, absoluteSlot: 1000 }, getLeaderSchedule: {} }[method ?? ""];
};

const hostWith = (live: string | null, files: Files, mode: number | null = 0o600): Host => {
  const root = makeTree({ ...MACHINE, ...files });
  if (ROLE_PATH in files && mode !== null) chmodSync(join(root, ROLE_PATH), mode);
  for (const key of ["staked", "unstaked", "third"]) chmodSync(join(root, `k/${key}.json`), 0o600);
  const host: Host = { ...createLinuxHost(root), isTree: false, sleep: async () => undefined };
  return withPort(host, "questions", { ask: (questions) => questions.map(({ body }) => ({ status: 200, problem: null,
    body: JSON.stringify({ result: answers(live)(body) }) })) });
};

const itemsAt = (host: Host, declared = DECLARED, claims: Ledger["claims"] = {}): Readonly<Record<string, PlanItem>> => {
  const request = requestAt(host, declared);
  const { items } = makePlan({ ...request, resources: request.resources.filter(({ kind }) => kind === "identity"),
    ledger: { ...request.ledger, claims } });
  return Object.fromEntries(items.map((item) => [item.address, item]));
};

const wantedBy = (item: PlanItem | undefined): string => NAMES[(item?.wanted as { value?: string } | null)?.value ?? ""] ?? "?";
const role = (of: "active" | "standby", group = "g"): string => renderRole({ group, epoch: 7, role: of });

const WITHOUT = "which host is active is unknown";
const DAMAGES: readonly [string, string, number | null][] = [
  ["another group's", role("active", "other"), 0o600], ["cut", role("active").slice(0, -9), 0o600], ["empty", "", 0o600],
  ["of a role that there is not", role("active").replace("active", "primary"), 0o600],
  ["of another version", role("active").replace("role/1", "role/2"), 0o600],
  ["with more in it", role("active").replace("{", "{\"a\":1,"), 0o600], ["of epoch -1", role("active").replace("7", "-1"), 0o600],
  ["writable by others", role("active"), 0o622], ["a link", "-> elsewhere.json", null],
];

describe("with a role, the register's word is what is wanted", () => {
  test.each([
    ["active", "staked", "none"], ["active", "unstaked", "waits"], ["active", "third", "waits"],
    ["standby", "staked", "writes"], ["standby", "unstaked", "none"],
  ] as const)("%s, live %s", (of, live, then) => {
    const key = { staked, unstaked, third }[live];
    const { "identity/active": item } = itemsAt(hostWith(key.pubkey, { [ROLE_PATH]: role(of) }));
    expect(wantedBy(item)).toBe(of === "active" ? "staked" : "unstaked");
    if (then === "none") expect(item).toMatchObject({ action: "none" });
    else if (then === "waits") expect(item).toMatchObject({ action: "blocked", reason: expect.stringContaining("only the keeper of g") });
    else expect(item?.action).not.toBe("none");
    expect(item?.reason).not.toContain(WITHOUT);
  });

  test("a demotion asks neither guards nor other nodes, and goes from a custom identity without adopt", () => {
    const host = hostWith(staked.pubkey, { [ROLE_PATH]: role("standby") });
    const asked: string[] = [];
    const { "identity/active": item } = itemsAt(withPort(host, "questions", { ask: (questions) => {
      asked.push(...questions.map(({ body }) => (JSON.parse(body ?? "{}") as { method: string }).method));
      return host.port("questions").ask(questions);
    } }));
    expect(item).toMatchObject({ action: "adopt", to: unstaked.pubkey });
    expect([...new Set(asked)]).toEqual(["getIdentity"]);
  });

  const permitted = (change: Partial<FailoverPermit> = {}): Files => ({ [ROLE_PATH]: role("active"), "/proc/uptime": "100.00 9.9\n",
    "/proc/self/cgroup": "0::/system.slice/vexor-failover-act.service\n",
    [PERMIT_PATH]: renderPermit({ group: "g", epoch: 7, by: "bound", until: 100_001, ...change }) });

  test("a promotion with the keeper's permit asks for nothing that the register has proven", () => {
    const { "identity/active": item } = itemsAt(hostWith(unstaked.pubkey, permitted()));
    expect(item).toMatchObject({ action: "adopt", to: staked.pubkey });
  });

  test("by the record of the other host it wants that record here", () => {
    const { "identity/active": item } = itemsAt(hostWith(unstaked.pubkey, permitted({ by: "record" })));
    expect(item).toMatchObject({ action: "blocked", reason: expect.stringMatching(/^tower:/) });
  });

  test.each<[string, Files]>([
    ["has ended", permitted({ until: 100_000 })], ["is of another epoch", permitted({ epoch: 6 })],
    ["is of another group", permitted({ group: "h" })], ["is cut", { ...permitted(), [PERMIT_PATH]: "{" }],
    ["is there beside the role of a standby", { ...permitted(), [ROLE_PATH]: role("standby") }],
    ["is read by a process that the keeper does not end", { ...permitted(), "/proc/self/cgroup": "0::/system.slice/vexor-apply.service\n" }],
    ["is read where no clock tells", { ...permitted(), "/proc/uptime": "" }],
  ])("a permit that %s takes nothing up", (_, files) => {
    const { "identity/active": item } = itemsAt(hostWith(unstaked.pubkey, files));
    expect(item?.to ?? null).toBeNull();
  });

  test("drift follows the role, and not what an earlier role has set", () => {
    const claim = { address: "identity/active", value: staked.pubkey, attributes: {}, original: unstaked.pubkey, adopted: null,
      run: 1, commit: null, at: "2026-11-01T00:00:00Z" };
    const drifts = (of: "active" | "standby", live: string): readonly string[] => {
      const request = requestAt(hostWith(live, { [ROLE_PATH]: role(of) }), DECLARED);
      return findDrift({ ...request, resources: request.resources.filter(({ kind }) => kind === "identity"),
        ledger: { ...request.ledger, claims: { [claim.address]: claim } } }).map(({ address }) => address);
    };
    expect(drifts("standby", unstaked.pubkey)).not.toContain("identity/active");
    expect(drifts("active", staked.pubkey)).not.toContain("identity/active");
  });
});

describe("without a sound role nothing is promoted and nothing demoted", () => {
  const LIVES = [["staked", staked], ["unstaked", unstaked], ["third", third]] as const;
  const CASES = [["missing", null, null] as const, ...DAMAGES].flatMap(([what, text, mode]) =>
    LIVES.map(([name, key]) => [what, name, key, text, mode] as const));

  test.each(CASES)("a role file that is %s, live %s", (_, name, key, text, mode) => {
    const files: Files = text === null ? {} : { [ROLE_PATH]: text, "/var/lib/vexor-agent/failover/elsewhere.json": role("active") };
    const { "identity/active": item } = itemsAt(hostWith(key.pubkey, files, mode));
    expect(wantedBy(item)).toBe("unstaked");
    expect(item?.to ?? null).toBe(null);
    if (name === "unstaked") {
      expect(item).toMatchObject({ action: "none", warnings: expect.arrayContaining([expect.stringContaining(WITHOUT)]) });
    } else {
      expect(item).toMatchObject({ action: "blocked", reason: expect.stringContaining(WITHOUT) });
    }
  });

  test("nor where a claim says what this host once was", () => {
    const claim = { address: "identity/active", value: unstaked.pubkey, attributes: {}, original: staked.pubkey, adopted: null,
      run: 1, commit: null, at: "2026-11-01T00:00:00Z" };
    const { "identity/active": item } = itemsAt(hostWith(staked.pubkey, {}), DECLARED, { [claim.address]: claim });
    expect(item).toMatchObject({ action: "blocked", to: null });
  });
});

test.each(["active", "standby", null] as const)("boot is the unstaked key, whatever the role (%s)", (of) => {
  const files: Files = { "/k/id.json": "-> staked.json", ...(of === null ? {} : { [ROLE_PATH]: role(of) }) };
  const { "identity/boot": item } = itemsAt(hostWith(staked.pubkey, files));
  expect(wantedBy(item)).toBe("unstaked");
  expect(item?.action).toBe("adopt");
});

test("a role is read as it was written, and nothing else is", () => {
  expect(readRole(role("standby"))).toEqual({ format: "vexor.failover-role/1", group: "g", epoch: 7, role: "standby" });
  for (const [what, text] of DAMAGES.slice(1, 7)) expect(readRole(text), what).toBeNull();
});

describe("a change of before the group was made, as a rollback brings it", () => {
  const settings = (dryRun: boolean): string => renderSettings({ format: SETTINGS_FORMAT, group: "g", units: ["a.service"],
    timing: { watchdog: 1 }, dryRun } as unknown as FailoverSettings);
  const takenUp = async (files: Files): Promise<string> => {
    const { params } = identityTarget({ unit: "a.service", method: "agave", voter: staked.pubkey, account: vote.pubkey, requireSilence: false,
      requireTower: false, epoch: "", rpcs: [], linkPath: "/k/id.json", previousLinkText: "", keys: ["/k/none.json"], imports: "", through: "" });
    const host = hostWith(unstaked.pubkey, files);
    return String(await Promise.resolve(identityDriver.write(host, "a.service", staked.pubkey, undefined, params)).catch((error: unknown) => error));
  };

  test.each<[string, Files, RegExp]>([
    ["takes nothing up while a keeper is in force", { "/etc/vexor-agent/failover.json": settings(false) }, /only the keeper of this host takes/],
    ["asks no keeper that only watches", { "/etc/vexor-agent/failover.json": settings(true) }, /none of \/k\/none.json is a sound keypair/],
    ["asks no keeper where there is none", {}, /none of \/k\/none.json is a sound keypair/],
  ])("%s", async (_, files, says) => {
    expect(await takenUp(files)).toMatch(says);
  });

  test("a host file without the section waits until the keeper is out of force, and then goes by its guards", () => {
    const { failover: _, ...alone } = DECLARED;
    const reason = (files: Files): string => itemsAt(hostWith(unstaked.pubkey, files), alone)["identity/active"]?.reason ?? "";
    expect(reason({ "/etc/vexor-agent/failover.json": settings(false) })).toContain("the keeper of this host is in force");
    expect(reason({})).toMatch(/^(voteAccount|votingElsewhere|tower|fence|caughtUp|leaderSlot): /);
  });
});
