/** Disks that are really full or read-only, and records that a process has damaged. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { changed } from "../support/tree.ts";
import { call, history } from "./faults/campaign.ts";
import { fillReserve, snapshotOf, setUp, stateOf, type FaultHarness, type TreeSnapshot } from "./faults/machine.ts";
import { cannotInjectFaults, run, type Outcome } from "./faults/strace.ts";
import { BINARY } from "./lab/machine.ts";

const obstacle = cannotInjectFaults();
if (obstacle) console.log(`skipped: full and damaged disks: ${obstacle}`);

const READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"';
const FILLER = "run/vexor-agent/filler";

const clear = ({ code, stderr }: Outcome, exits: readonly number[]): void => {
  expect(exits, stderr).toContain(code);
  expect(stderr).toMatch(/vexor: .+\n  .+\([A-Z_]+\)\n$/);
  expect(stderr).not.toMatch(/INTERNAL|^\s+at .+:\d+/m);
};

describe.skipIf(obstacle)("disks", () => {
  let harness: FaultHarness;
  let before: TreeSnapshot;
  let verb: readonly string[];

  beforeAll(() => {
    harness = setUp();
    before = snapshotOf(harness.pristine);
    verb = ["apply", "-f", harness.hostFile, "--yes"];
  });
  afterAll(() => harness?.dispose());

  const intact = async (tree: string): Promise<void> => {
    expect(changed(before, snapshotOf(tree))).toEqual([]);
    await history(tree);
  };

  const goesOn = async (tree: string): Promise<void> => {
    expect(await call(tree, ["recover"])).toMatchObject({ code: 0 });
    await intact(tree);
    expect(await call(tree, verb)).toMatchObject({ code: 0 });
  };

  describe("full", () => {
    let mount = "";
    beforeEach(() => {
      mount = mkdtempSync(join(tmpdir(), "vexor-full-"));
    });
    afterEach(() => {
      execFileSync("umount", [mount]);
      rmSync(mount, { recursive: true });
    });

    /** A tree on a tmpfs of its own. */
    const small = (options: string): string => {
      execFileSync("mount", ["-t", "tmpfs", "-o", `mode=755,${options}`, "tmpfs", mount]);
      cpSync(harness.pristine, mount, { recursive: true, verbatimSymlinks: true });
      fillReserve(mount);
      return mount;
    };

    const fill = (tree: string, pages: number): void => {
      const { bavail, bsize } = statfsSync(tree);
      writeFileSync(join(tree, FILLER), Buffer.alloc((bavail - pages) * bsize));
    };

    test.each([0, 1, 2, 3, 4, 5, 6, 7])("with %i pages left", async (pages) => {
      const tree = small("size=4m");
      fill(tree, pages);
      clear(await call(tree, verb), pages < 4 ? [1] : [1, 4]);
      await intact(tree);
      rmSync(join(tree, FILLER));
      await goesOn(tree);
    });

    test("a run is rolled back all the same, without space or files", async () => {
      const tree = small("size=4m,nr_inodes=4096");
      expect(await call(tree, verb)).toMatchObject({ code: 0 });
      fill(tree, 0);
      const used = 4096 - statfsSync(tree).ffree;
      execFileSync("mount", ["-o", `remount,nr_inodes=${used}`, tree]);
      expect(statfsSync(tree)).toMatchObject({ bavail: 0, ffree: 0 });
      expect(await call(tree, ["rollback", "--yes"])).toMatchObject({ code: 0 });
      await intact(tree);
      rmSync(join(tree, FILLER));
      execFileSync("mount", ["-o", "remount,nr_inodes=4096", tree]);
      await goesOn(tree);
    });

    test.each([0, 1, 2, 3, 4, 5, 6, 7])("with %i files left", async (files) => {
      const tree = small("size=4m,nr_inodes=4096");
      const used = 4096 - statfsSync(tree).ffree;
      execFileSync("mount", ["-o", `remount,nr_inodes=${used + files}`, tree]);
      const outcome = await call(tree, verb);
      clear(outcome, [1, 4]);
      await intact(tree);
      execFileSync("mount", ["-o", "remount,nr_inodes=4096", tree]);
      await goesOn(tree);
    });
  });

  test.each([["etc", 4], ["var/lib", 1], ["run", 1], ["proc", 4]] as const)(
    "/%s is read-only", async (path, exit) => {
      const tree = harness.copy(harness.pristine);
      const outcome = await run("unshare", ["-m", "sh", "-c", READ_ONLY, "sh", join(tree, path),
        BINARY, ...verb, "--root", tree]);
      clear(outcome, [exit]);
      await intact(tree);
      await goesOn(tree);
    });

  const cut = (text: string): string => text.slice(0, text.length / 2);
  const flip = (text: string): string => text.replace('"intent"', '"insent"');

  test.each([
    ["ledger.json", cut, "LEDGER_CORRUPT", ["plan", "apply", "rollback"]],
    ["ledger.json", () => "", "LEDGER_CORRUPT", ["plan", "apply", "rollback"]],
    ["ledger.json", () => "null\n", "LEDGER_CORRUPT", ["plan", "apply", "rollback"]],
    ["ledger.json", () => '{"format": "vexor.ledger/2"}\n', "LEDGER_CORRUPT", ["plan", "apply"]],
    ["runs/1/journal.jsonl", flip, "RUN_CORRUPT", ["apply", "rollback", "recover"]],
    ["runs/1/plan.json", cut, "RUN_CORRUPT", ["apply", "rollback", "recover"]],
    ["runs/1/plan.json", () => '{"format": "vexor.plan/2"}\n', "RUN_CORRUPT", ["rollback"]],
    ["runs/1/snapshot.json", cut, "RUN_CORRUPT", ["apply", "rollback", "recover"]],
  ] as const)("%s is damaged (%#)", async (path, damage, code, verbs) => {
    const tree = harness.copy(harness.pristine);
    expect(await call(tree, verb)).toMatchObject({ code: 0 });
    const file = join(tree, "var/lib/vexor-agent", path);
    const whole = readFileSync(file, "utf8");
    const after = snapshotOf(tree);
    writeFileSync(file, damage(whole));
    const state = stateOf(tree);
    for (const one of verbs) {
      const outcome = await call(tree, { plan: ["plan", "-f", harness.hostFile], apply: verb,
        rollback: ["rollback", "--yes"], recover: ["recover"] }[one]);
      clear(outcome, [1]);
      expect(outcome.stderr).toContain(code);
      expect(outcome.stderr).toContain(path);
    }
    expect((await history(tree)).map(({ run }) => run)).toEqual([1]);
    expect(changed(after, snapshotOf(tree)), "nothing was changed").toEqual([]);
    expect(changed(state, stateOf(tree)), "nothing was lost").toEqual([]);
    writeFileSync(file, whole);
    expect(await call(tree, ["rollback", "--yes"])).toMatchObject({ code: 0 });
    expect(changed(before, snapshotOf(tree))).toEqual([]);
  });
});
