import { expect, test } from "vitest";
import { irqScripts } from "../../../src/detectors/tools/irq-scripts.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { makeTree, type Files } from "../../support/tree.ts";

const linesFor = (files: Files, number: number): readonly string[] =>
  irqScripts(createLinuxHost(makeTree(files)))(number).map(({ path, line }) => `${path}:${line}`);

const SCRIPT = "/etc/network/if-up.d/irq";

test.each([
  ["echo 2 > /proc/irq/41/smp_affinity", [41]],
  ["echo 0-3 >/proc/irq/40/smp_affinity_list; echo 1 > /proc/irq/41/smp_affinity", [40, 41]],
  ["for i in 40 41; do echo 1 > /proc/irq/$i/smp_affinity; done", [40, 41]],
  ["pin() { echo $2 > /proc/irq/$1/smp_affinity_list; }; pin 40 0-1; pin 41 2", [40, 41]],
  ["cd /proc/irq/41 && echo 2 > smp_affinity", [41]],
  ["F=smp_affinity; echo 2 | tee /proc/irq/41/$F", [41]],
  ["while read n m; do echo $m > /proc/irq/$n/smp_affinity; done <<E; :\n40 1\n41 2\nE", [40, 41]],
  ["for f in /proc/irq/4[01]/smp_*; do echo 1 > $f; done", [40, 41, 42]],
  ["for i in $(grep eth0 /proc/interrupts | cut -d: -f1); do echo 1 > /proc/irq/$i/smp_affinity; done",
    [40, 41, 42]],
  ["python3 -c 'open(\"/proc/irq/41/smp_affinity\", \"w\").write(\"2\")'", [41]],
  ["python3 -c 'for i in 40, 41: open(f\"/proc/irq/{i}/smp_affinity\", \"w\").write(\"2\")'",
    [40, 41, 42]],
  ["tuna --irqs=eth0 --cpus=2 --move", [40, 41, 42]],
  ["cat /proc/irq/41/smp_affinity", []],
  ["echo 'put 2 into /proc/irq/41/smp_affinity'", []],
  ["echo ff > /proc/irq/default_smp_affinity", [40, 41, 42]],
  ["/usr/local/sbin/set_irq_affinity local eth0", [40, 41, 42]],
  ["# echo 2 > /proc/irq/41/smp_affinity", []],
  ["cat /proc/interrupts", []],
])("%s moves %j", (text, numbers) => {
  const found = [40, 41, 42].filter((one) => linesFor({ [SCRIPT]: `#!/bin/sh\n${text}\n` }, one)
    .includes(`${SCRIPT}:2`));
  expect(found).toEqual(numbers);
});

test("a line of tmpfiles.d moves interrupts, also by a glob", () => {
  const path = "/etc/tmpfiles.d/irq.conf";
  const files = { [path]: "w /proc/irq/*/smp_affinity_list - - - - 0\n" };
  expect(linesFor(files, 7)).toEqual([`${path}:1`]);
});

test("a unit that may write a mask is not taken to write one", () => {
  const unit = "/run/systemd/transient/vexor-apply.service";
  const files = { [unit]: `[Service]
ReadWritePaths="-/proc/irq/7/smp_affinity_list" "-/proc/irq/8/smp_affinity_list"
ExecStart=/bin/sh -c 'echo 1 \\
  > /proc/irq/9/smp_affinity'
` };
  expect([7, 8, 9].map((one) => linesFor(files, one))).toEqual([[], [], [`${unit}:3`]]);
});
