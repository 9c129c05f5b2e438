/**
 * What Vexor says a reboot would bring, against what systemd-sysctl itself makes of the same files.
 * VEXOR_TREES is the number of trees, VEXOR_SEED the first one's seed, and VEXOR_SYSTEMD names suites
 * of Debian whose systemd is asked as well.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { within } from "../support/pace.ts";
import { SEED } from "../support/random.ts";
import { readBootSysctls, type BootSysctls } from "../../src/detectors/kernel/sysctl-boot-sources.ts";
import { createLinuxHost } from "../../src/edges/linux/linux-host.ts";
import { plantSysctlTree, TREE_KEYS } from "../support/random-sysctl-tree.ts";
import {
  askSystemd, cannotAsk, makeTreeDirectory, SYSTEMDS, versionOf, type Systemd, type Verdict,
} from "./sysctl-oracle.ts";

const COUNT = Number(process.env["VEXOR_TREES"] ?? 60);

const obstacle = cannotAsk();
if (obstacle) console.log(`skipped: systemd-sysctl oracle: ${obstacle}`);

/** The kernel reads numbers up to the first blank, and refuses anything else. */
const kernelReads = (value: string): string | null => {
  if (value.includes("\t") || /^\d+ +\d+ +\d+$/.test(value)) return value.split(/\s+/).join(" ");
  return /^\d+(?![^ ])/.exec(value)?.[0] ?? null;
};

/** As a machine with that systemd has it. */
const plantVersion = (tree: string, systemd: Systemd): void => {
  const version = versionOf(systemd);
  mkdirSync(join(tree, "usr/lib/systemd"), { recursive: true });
  writeFileSync(join(tree, `usr/lib/systemd/libsystemd-shared-${version}.so`), "");
};

const predict = (boot: BootSysctls, untouched: Verdict): Record<string, string> => {
  const predicted: Record<string, string> = {};
  for (const key of TREE_KEYS) {
    const winner = boot.forKey(key).at(-1);
    const set = winner ? kernelReads(winner.value) : null;
    predicted[key] = set ?? untouched.values.get(key) ?? "missing";
  }
  return predicted;
};

describe.skipIf(obstacle)("boot sources, against the real systemd-sysctl", () => {
  let directory = "";
  beforeAll(() => {
    directory = makeTreeDirectory();
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test.each(SYSTEMDS)(`${COUNT} random trees bring what was predicted, by the systemd of: %s`,
    { timeout: within(120_000 + COUNT * 1000) }, (systemd) => {
    console.log(`systemd of ${systemd}: ${versionOf(systemd)}`);
    const seeds = Array.from({ length: COUNT }, (_, index) => SEED + index);
    const trees = ["untouched", ...seeds].map((name) => join(directory, systemd, String(name)));
    for (const tree of trees) mkdirSync(tree, { recursive: true });
    seeds.forEach((seed, index) => plantSysctlTree(trees[index + 1] ?? "", seed));
    for (const tree of trees) plantVersion(tree, systemd);
    const boots = trees.map((tree) => readBootSysctls(createLinuxHost(tree)));

    const [untouched, ...verdicts] = askSystemd(trees, TREE_KEYS, systemd);
    if (!untouched) throw new Error("no verdict on the empty tree");
    let set = 0;
    for (const [index, seed] of seeds.entries()) {
      const verdict = verdicts[index];
      const boot = boots[index + 1];
      if (!verdict || !boot) throw new Error(`no verdict on seed ${seed}`);
      const found = Object.fromEntries(verdict.values);
      expect(found, `seed ${seed}\n${verdict.log}`).toEqual(predict(boot, untouched));
      set += TREE_KEYS.filter((key) => boot.forKey(key).length > 0).length;
    }
    expect(set, "trees that set something").toBeGreaterThan(COUNT * 3);
  });
});
