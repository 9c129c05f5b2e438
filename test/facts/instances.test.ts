/** Instances of templates that no link enables: a plan on the facts is the plan on the host. */
import { expect, test } from "vitest";
import { hostAt } from "../support/engine.ts";
import { planOn, planOnText, textOfFacts } from "../support/facts.ts";
import { hostFile } from "../support/host-file.ts";
import { SAMPLES } from "../support/samples.ts";
import { makeTree, threadFiles, type Files } from "../support/tree.ts";

const TEMPLATE = { "/etc/systemd/system/watch@.service": "[Service]\nExecStart=/usr/bin/watch %i\n" };

test.each<readonly [string, string, Files]>([
  ["runs", "watch@1.service", { ...threadFiles(530, 530, "watch", "2-3"),
    "/sys/fs/cgroup/system.slice/system-watch.slice/watch@1.service/cgroup.procs": "530\n" }],
  ["has a drop-in", "watch@2.service",
    { "/etc/systemd/system/watch@2.service.d/10-x.conf": "[Service]\nCPUAffinity=4\n" }],
])("one that %s", (_, unit, files) => {
  const host = hostAt(makeTree({ ...SAMPLES["cpu-pinning"]?.files, ...TEMPLATE, ...files }));
  const declaration = hostFile({ cpuPinning: [{ unit, cpus: "5" }], limits: [{ unit, nofile: 5000 }] });
  const { items } = planOn(host, declaration);
  expect(items.every(({ reason }) => !reason.includes("does not exist"))).toBe(true);
  expect(planOnText(textOfFacts(host), declaration).items).toEqual(items);
});
