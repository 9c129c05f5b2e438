/** What is left out of a plan: never half of what belongs together. */
import { describe, expect, test } from "vitest";
import { excludeTogether } from "../../../src/engine/plan/excluded.ts";
import type { HostFile } from "../../../src/engine/model/model.ts";
import { makePlan } from "../../../src/engine/plan/plan.ts";
import { hostAt, requestAt, RESOURCES } from "../../support/engine.ts";
import { SAMPLES } from "../../support/samples.ts";
import { makeTree } from "../../support/tree.ts";
import { hostFile } from "../../support/host-file.ts";

const requestFor = (sysctl: HostFile["sysctl"], guarded = "none") => {
  const sample = SAMPLES["sysctl"];
  const host = hostAt(makeTree(sample?.files ?? {}));
  const request = requestAt(host, hostFile({ ...(sysctl ? { sysctl } : {}) }));
  return { ...request, resources: RESOURCES.map((one) =>
    (one.kind === guarded ? { ...one, needsGuardian: true as const } : one)) };
};
const sorted = (all: ReadonlySet<string>): readonly string[] => [...all].sort();

describe("leaving settings out", () => {
  test("is free when nothing is left out", () => {
    expect(excludeTogether(requestFor({ "vm.swappiness": 10 }), []).size).toBe(0);
  });

  test("keeps a setting that is not related to the one left out", () => {
    const request = requestFor({ "vm.swappiness": 10, "net.core.rmem_max": 1000000 });
    expect(sorted(excludeTogether(request, ["sysctl/vm.swappiness"]))).toEqual(["sysctl/vm.swappiness"]);
  });

  test("also leaves out the key that the kernel moves along", () => {
    const request = requestFor({ "vm.dirty_bytes": 1073741824, "vm.dirty_ratio": 0, "vm.swappiness": 10 });
    expect(makePlan(request).changes.map(({ target }) => target))
      .toContain("sysctl:vm/dirty_bytes,vm/dirty_ratio");
    expect(sorted(excludeTogether(request, ["sysctl/vm.dirty_ratio"])))
      .toEqual(["sysctl/vm.dirty_bytes", "sysctl/vm.dirty_ratio"]);
  });

  test("also leaves out all guarded kinds with one setting of them", () => {
    const request = requestFor({ "vm.swappiness": 10, "net.core.rmem_max": 1000000 }, "sysctl");
    expect(sorted(excludeTogether(request, ["sysctl/vm.swappiness"])))
      .toEqual(["sysctl/net.core.rmem_max", "sysctl/vm.swappiness"]);
  });
});
