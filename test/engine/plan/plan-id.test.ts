import { expect, test } from "vitest";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import type { HostFile, Plan, PlanItem } from "../../../src/engine/model/model.ts";
import { idOf } from "../../../src/engine/plan/plan.ts";
import { isPlanId, isPlanIdPrefix } from "../../../src/engine/plan/plan-id.ts";
import { planAt } from "../../support/engine.ts";
import { makeTree } from "../../support/tree.ts";
import { hostFile } from "../../support/host-file.ts";

const DECLARED: HostFile = hostFile({ sysctl: { "vm.swappiness": 10 } });
const host = createLinuxHost(makeTree({ "/proc/sys/vm/swappiness": "30\n",
  "/etc/sysctl.d/50.conf": "vm.swappiness = 30\n" }));
const plan = planAt(host, DECLARED);
const with1 = (more: Partial<PlanItem>): Plan =>
  ({ ...plan, items: plan.items.map((item) => ({ ...item, ...more })) });

test("an id depends on every decision of a plan", () => {
  expect(planAt(host, DECLARED).id).toBe(plan.id);
  const others: readonly Plan[] = [
    with1({ address: "sysctl/vm.swap" }), with1({ action: "update" }), with1({ origin: "distro" }),
    with1({ live: "31" }), with1({ to: "11" }), with1({ afterReboot: "31" }),
    with1({ warnings: ["mind this"] }), { ...plan, items: [] }, { ...plan, host: "other" },
    { ...plan, source: { file: "host.yaml", commit: "0123" } }, { ...plan, mode: "observe" },
    { ...plan, declaration: { ...DECLARED, sysctl: { "vm.swappiness": 11 } } },
    { ...plan, changes: [{ target: "sysctl:vm/swappiness", kind: "sysctl", from: "30", to: "10",
      for: ["sysctl/vm.swappiness"] }] },
  ];
  const ids = others.map((other) => idOf(host, other));
  expect(new Set([plan.id, ...ids]).size).toBe(others.length + 1);
});

test("an id has 128 bits, so that two plans of one id cannot be searched for", () => {
  expect(plan.id).toMatch(/^[0-9a-f]{32}$/);
  expect([isPlanId(plan.id), isPlanId(plan.id.slice(0, 12)), isPlanId(`${plan.id}0`)])
    .toEqual([true, false, false]);
  const [long, short, tooShort] = [plan.id, plan.id.slice(0, 12), plan.id.slice(0, 11)];
  expect([long, short, tooShort].map(isPlanIdPrefix)).toEqual([true, true, false]);
});

test("an id does not depend on the words that explain a plan", () => {
  const said = with1({ reason: "so", evidence: [], waysOut: ["none"], runs: "true" });
  expect(idOf(host, said)).toBe(plan.id);
  const named = { subject: '"x"', author: '"a"', signer: "s" };
  expect(idOf(host, { ...plan, source: { ...plan.source, named } })).toBe(plan.id);
});
