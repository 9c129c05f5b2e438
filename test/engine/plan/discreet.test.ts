/** A plan is kept where every user may read it: what a private file says is not in it. */
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { HostFile, Plan } from "../../../src/engine/model/model.ts";
import { makePlan } from "../../../src/engine/plan/plan.ts";
import { hostAt, requestAt } from "../../support/engine.ts";
import { makeTree } from "../../support/tree.ts";

const SECRET = "t0ps3cret";
const LINE = `env TOKEN=${SECRET} sysctl -w vm.swappiness=17`;
const WANTED: HostFile = { apiVersion: "vexor/v1", host: "lab", sysctl: { "vm.swappiness": 10 } };

const planOf = (path: string, closed: string, mode: number): Plan => {
  const root = makeTree({ "/etc/hostname": "lab\n", "/proc/sys/vm/swappiness": "17\n",
    [path]: `#!/bin/sh\n${LINE}\n`, "/etc/rc.local": `#!/bin/sh\n${path}\n` });
  chmodSync(join(root, "etc/rc.local"), 0o755);
  chmodSync(join(root, closed), mode);
  return makePlan(requestAt(hostAt(root), WANTED));
};

test.each([
  ["a file that only root may read", "/usr/local/sbin/tune", "/usr/local/sbin/tune", 0o700],
  ["a file in a directory of root's alone", "/root/bin/tune", "/root", 0o700],
])("the place of %s is shown, and not its text", (_, path, closed, mode) => {
  const plan = planOf(path, closed, mode);
  expect(plan.items).toMatchObject([{ action: "blocked", origin: "custom",
    evidence: [{ path, line: 2, says: "(not shown: not everybody may read this file)" }] }]);
  expect(JSON.stringify(plan)).not.toContain(SECRET);
});

test("a text that every user may read is shown", () => {
  const { items } = planOf("/usr/local/sbin/tune", "/usr/local/sbin/tune", 0o755);
  expect(items[0]?.evidence[0]?.says).toContain("vm.swappiness=17");
});
