/** What the few witnesses tell is what a look at every path would have told. */
import {
  lstatSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nextFileTime } from "../../support/file-clock.ts";
import { within } from "../../support/pace.ts";
import { createFileStamps } from "../../../src/edges/watch/file-stamps.ts";
import fc from "../../support/property.ts";

const WATCHED = ["a/b", "a/b/c", "d", "d/e", "f"];
/** On the way to them, and where links may lead. */
const OTHERS = ["a", "../o/x", "../o/x/b/c"];

type Act = (path: string) => void;
const ACTS: Readonly<Record<string, Act>> = {
  "mkdir -p": (path) => mkdirSync(path, { recursive: true }),
  write: (path) => writeFileSync(path, "text"),
  "rm -r": (path) => rmSync(path, { recursive: true, force: true }),
  "ln -s f": (path) => symlinkSync("f", path),
  "ln -s ../o/x": (path) => symlinkSync("../o/x", path),
};

const step = fc.tuple(fc.constantFrom(...Object.keys(ACTS)), fc.constantFrom(...WATCHED, ...OTHERS));

const stampOf = (path: string): string => [lstatSync, statSync].map((stat) => {
  try {
    const stats = stat(path, { bigint: true, throwIfNoEntry: false });
    return stats ? `${stats.ino} ${stats.ctimeNs}` : "absent";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}).join();

test("the stamps name exactly the paths that any change has changed", async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20 }), async (steps) => {
    const base = mkdtempSync(join(tmpdir(), "vexor-marks-"));
    const dir = join(base, "w");
    mkdirSync(dir);
    mkdirSync(join(base, "o"));
    const paths = WATCHED.map((name) => join(dir, name));
    const marks = createFileStamps();
    marks.keep(paths);
    for (const [act, name] of steps) {
      const before = paths.map(stampOf);
      await nextFileTime();
      try {
        ACTS[act]?.(join(dir, name));
      } catch { /* it cannot be done to what is there now */ }
      expect(marks.changed()).toEqual(paths.filter((path, at) => stampOf(path) !== before[at]));
    }
    expect(marks.changed()).toEqual([]);
    rmSync(base, { recursive: true, force: true });
  }), { numRuns: 150 });
}, within(60_000));
