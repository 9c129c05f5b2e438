/** More than one validator: no identity is changed, and the one that is in force is kept. */
import { describe, expect, test } from "vitest";
import { readClients } from "../../../src/detectors/clients/clients.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { allClients } from "../../../src/detectors/clients/descriptors.ts";
import { findIdentityBlocker, unreachableBlocker, warningsOf } from "../../../src/resources/identity/blockers.ts";
import type { IdentityFacts } from "../../../src/resources/identity/facts.ts";
import { makeKey } from "../../support/keys.ts";
import { makeTree, type Files } from "../../support/tree.ts";

const [UNSTAKED, STAKED] = [makeKey(), makeKey()];

const run = (pid: number, cgroup: string): Files => ({
  [`/proc/${pid}/exe`]: "-> /b/agave-validator", [`/proc/${pid}/cmdline`]: "agave-validator\0",
  [`/proc/${pid}/cgroup`]: `0::${cgroup}\n`, [`/proc/${pid}/status`]: "PPid:\t1\nUid:\t0\t0\t0\t0\n" });

const sceneWith = (live: string): IdentityFacts => {
  const host = { ...createLinuxHost(makeTree({ "/u.json": UNSTAKED.text, "/s.json": STAKED.text,
    ...run(900, "/system.slice/sol.service"), ...run(901, "/user.slice") })), isTree: false };
  const running = readClients(host, allClients());
  return { host, validators: running, running, client: running.find(({ unit }) => unit !== null) ?? null, live,
    declared: null, want: { pubkey: UNSTAKED.pubkey, keypair: "/u.json", unstaked: "/s.json" }, roleUnknown: null, isByRole: false, role: null, permit: null,
    keyFacts: null, guardInput: null, bootPath: null, strangers: () => ["a stranger"] };
};

describe("a host where root has started another validator by hand", () => {
  test("keeps its identity when another validator appears", () => {
    const facts = sceneWith(UNSTAKED.pubkey);
    expect(facts.running).toHaveLength(2);
    expect(findIdentityBlocker(facts)).toBeNull();
    expect(warningsOf(facts)).toEqual([expect.stringMatching(/^more than one validator runs here: /),
      "a stranger"]);
  });

  test("gets no change of identity or vote account", () => {
    expect(findIdentityBlocker(sceneWith(STAKED.pubkey))?.reason).toMatch(/more than one .*pid 900.*pid 901/);
    expect(unreachableBlocker(sceneWith(UNSTAKED.pubkey))?.reason).toMatch(/more than one/);
  });
});
