/** Remedies as additions to a host file, whatever they are. */
import { expect, test } from "vitest";
import { additions, type Proposal } from "../../src/checks/recommend.ts";
import { SECTIONS } from "../../src/resources/index.ts";

const proposal = (hostFile: Proposal["hostFile"], why = "because"): Proposal =>
  ({ id: "a.b", severity: "warning", found: "", why, hostFile });

test("what the file says already stays, by whatever spelling", () => {
  const written = { sysctl: { "net/core/rmem_max": 5 } };
  expect(additions(written, written, [proposal({ sysctl: { "net.core.rmem_max": 7, "vm.swappiness": 1 } })], SECTIONS)).toEqual({
    document: { sysctl: { "net/core/rmem_max": 5, "vm.swappiness": { value: 1, why: "because" } } }, kept: ["sysctl/net.core.rmem_max"], contradictions: [] });
});

test("what a role says counts as said", () => {
  expect(additions({}, { sysctl: { "vm.swappiness": 60 } }, [proposal({ sysctl: { "vm.swappiness": 1 } })], SECTIONS))
    .toMatchObject({ document: {}, kept: ["sysctl/vm.swappiness"] });
});

test("remedies for one unit make one entry, each number with its reason", () => {
  expect(additions({}, {}, [proposal({ limits: [{ unit: "sol.service", nofile: 10 }] }, "one"), proposal({ limits: [{ unit: "sol.service", memlock: 20 }] }, "two")], SECTIONS))
    .toMatchObject({ kept: [], document: { limits: [{ unit: "sol.service", nofile: { value: 10, why: "one" }, memlock: { value: 20, why: "two" } }] } });
});

test("two bounds are held by the stricter one, two values by neither", () => {
  const both = [proposal({ sysctl: { "fs.nr_open": { atLeast: 5 }, "vm.swappiness": 1 } }, "one"), proposal({ sysctl: { "fs.nr_open": { atLeast: 9 }, "vm.swappiness": 2 } }, "two")];
  expect(additions({}, {}, both, SECTIONS)).toEqual({ kept: [],
    contradictions: ["sysctl/vm.swappiness"], document: { sysctl: { "fs.nr_open": { atLeast: 9, why: "one; two" } } } });
});
