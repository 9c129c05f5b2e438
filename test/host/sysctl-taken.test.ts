/**
 * What Vexor says the kernel makes of a line in sysctl.d, against what a real systemd-sysctl and a
 * real kernel make of it. VEXOR_TEXTS is the number of lines, VEXOR_SEED the first file's seed.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readBootSysctls, type BootSysctls } from "../../src/detectors/kernel/sysctl-boot-sources.ts";
import { takenOf, type RunningKernel } from "../../src/detectors/kernel/sysctl-taken.ts";
import { createLinuxHost } from "../../src/edges/linux/linux-host.ts";
import { within } from "../support/pace.ts";
import { SEED } from "../support/random.ts";
import { INTERFACE } from "../support/random-sysctl-tree.ts";
import { randomFile } from "../support/random-sysctl-texts.ts";
import {
  askSystemd, cannotAsk, makeTreeDirectory, namespacedKeys, SYSTEMDS, versionOf, type Verdict,
} from "./sysctl-oracle.ts";

const COUNT = Number(process.env["VEXOR_TEXTS"] ?? 600);

const obstacle = cannotAsk();
if (obstacle) console.log(`skipped: what the kernel takes: ${obstacle}`);

/**
 * One moves another, or hangs on it: those are tested elsewhere, and do not follow from the text
 * alone.
 */
const MOVED = new RegExp(["/flush$", "ip_forward$", "/forwarding$", "/force_forwarding$",
  "disable_ipv6$", "addr_gen_mode$", "ignore_routes_with_linkdown$", "stable_secret$",
  "gc_min_interval", "unprivileged_port_start$", "max_reordering$", "tcp_fastopen_key$",
  "rps_default_mask$", "allowed_congestion", "/neigh/", `/${INTERFACE}/`, "/lo/",
  "tcp_fastopen_blackhole", "frag_(?:low|high)_thresh$"].join("|"));

const running: RunningKernel = {
  release: readFileSync("/proc/sys/kernel/osrelease", "utf8").trim(),
  isStrict: () => true,
  // Those that another network namespace than the first may choose.
  congestionControls: () => readFileSync("/proc/sys/net/ipv4/tcp_allowed_congestion_control",
    "utf8").trim().split(" "),
};

/** A share of 3 %; a sample may stray from it by three standard deviations. */
const mostUnknown = (lines: number): number => 0.03 + 3 * Math.sqrt(0.03 * 0.97 / lines);

interface Count {
  untold: number;
  readonly wrong: string[];
}

const compare = (
  boot: BootSysctls, untouched: Verdict, { values }: Verdict, keys: readonly string[], count: Count,
): void => {
  for (const path of keys) {
    const before = untouched.values.get(path) ?? "";
    const said = boot.forKey(path).at(-1);
    const found = values.get(path) ?? "";
    if (said === undefined) throw new Error(`${path} is not in the file`);
    const taken = takenOf(running, { path, text: said.value, live: before, before });
    if (taken.holds === null && taken.why === "unknown") {
      count.untold += 1;
      continue;
    }
    const told = taken.holds ?? before;
    if (told === found) continue;
    count.wrong.push(`${path} = ${JSON.stringify(said.value)}, which was ${before}: told was `
      + `${told}, and the kernel has ${found}`);
  }
};

describe.skipIf(obstacle)("what the kernel takes, against systemd-sysctl and the kernel", () => {
  let directory = "";
  beforeAll(() => {
    directory = makeTreeDirectory();
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test.each(SYSTEMDS)(`${COUNT} lines, from seed ${SEED}, by the systemd of: %s`,
    { timeout: within(120_000 + COUNT * 50) }, (systemd) => {
    console.log(`systemd of ${systemd}: ${versionOf(systemd)}`);
    const all = namespacedKeys().filter((key) => !MOVED.test(key));
    const rounds = Math.ceil(COUNT / all.length);
    const seeds = Array.from({ length: rounds }, (_, index) => SEED + index);
    const trees = ["untouched", ...seeds].map((name) => join(directory, systemd, String(name)));
    for (const tree of trees) mkdirSync(join(tree, "etc/sysctl.d"), { recursive: true });
    seeds.forEach((seed, index) => writeFileSync(
      join(trees[index + 1] ?? "", "etc/sysctl.d/70-texts.conf"), randomFile(seed, all).text));
    const [untouched, ...verdicts] = askSystemd(trees, all, systemd);
    if (!untouched) throw new Error("no verdict on the empty tree");
    const count: Count = { untold: 0, wrong: [] };
    verdicts.forEach((verdict, index) => {
      const boot = readBootSysctls(createLinuxHost(trees[index + 1] ?? ""));
      compare(boot, untouched, verdict, all, count);
    });
    const lines = rounds * all.length;
    console.log(`${lines} lines of ${all.length} keys, seeds from ${SEED}: `
      + `${count.wrong.length} wrong, ${count.untold} unknown`);
    expect(count.wrong).toEqual([]);
    expect(count.untold / lines).toBeLessThanOrEqual(mostUnknown(lines));
  });
});
