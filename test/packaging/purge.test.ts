/** What `apt purge` leaves: the start interlocks that keep a validator from signing twice, and nothing else. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { maintainerScript } from "../../scripts/maintainer-scripts.ts";
import { interlockPath, HISTORY_KINDS } from "../../src/resources/client/start-interlock.ts";
import { ROOT } from "../support/paths.ts";

const STATE = "/var/lib/vexor-agent";
const SOURCES = join(ROOT, "src");

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "vexor-purge-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const put = (path: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), "x\n");
};

/** The script's own part that removes the state, on a tree in place of the machine. */
const purge = (): void => {
  const text = maintainerScript("postrm");
  const part = text.slice(text.indexOf("interlocks="), text.indexOf("units="));
  execFileSync("sh", ["-eu", "-c", `${part.replaceAll(STATE, `${root}${STATE}`)}\nremove_state`]);
};

const left = (): readonly string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(root.length)).toSorted();

test("a purge keeps the start interlocks of every kind", () => {
  const interlocks = HISTORY_KINDS.map((memory) => interlockPath(memory, "old.service"));
  const others = ["ledger.json", "runs/1/plan.json", "mirror/HEAD", "agent/memory.json", ".hidden"];
  for (const path of [...interlocks, ...others.map((name) => `${STATE}/${name}`)]) put(path);
  purge();
  expect(left()).toEqual(interlocks.toSorted());
});

test("a purge without interlocks leaves no directory", () => {
  for (const path of [`${STATE}/ledger.json`, interlockPath("towers", "old.service")]) put(path);
  rmSync(join(root, interlockPath("towers", "old.service")));
  purge();
  expect(readdirSync(join(root, dirname(STATE)))).toEqual([]);
});

test("a purge reloads systemd for these interlocks only", () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"));
  const telling = files.filter((name) =>
    readFileSync(join(SOURCES, name), "utf8").includes("AssertPathExists="));
  expect(telling).toEqual(["resources/client/start-interlock.ts"]);
});
