/** The demo by its output: each step shows what it says, and nothing of it is left behind. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { BaseContext } from "../../../src/commands/shared/context.ts";
import { run, type ShownStep } from "../../../src/commands/verbs/demo.ts";
import { STEPS } from "../../../src/commands/verbs/demo/steps.ts";
import { openStage } from "../../../src/edges/demo.ts";
import { styleFor } from "../../../src/render/style.ts";
import { VEXOR } from "../../support/paths.ts";

const place = mkdtempSync(join(tmpdir(), "vexor-demo-test-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
const ENV = { ...process.env, TMPDIR: place, HOME: place };

interface Document {
  readonly format: string;
  readonly held: boolean;
  readonly seconds: number;
  readonly steps: readonly ShownStep[];
}

describe("vexor demo --json", () => {
  const { status, stdout } = spawnSync(VEXOR, ["demo", "--json"], { encoding: "utf8", env: ENV });
  const shown = JSON.parse(stdout) as Document;
  const [plan, blocked, apply, drift, correct, rollBack, recover, release] = shown.steps
    .map(({ commands }) => commands.map(({ command, output }) => `$ ${command}\n${output}`).join(""));

  test("is one document of eight steps, each of which holds", () => {
    expect([status, shown.format, shown.held]).toEqual([0, "vexor.demo/1", true]);
    expect(shown.steps.map(({ step, held }) => [step, held]))
      .toEqual(STEPS.map(({ step }) => [step, true]));
  });

  test("takes less than a minute", () => expect(shown.seconds).toBeLessThan(60));

  test("plans and writes nothing: the machine is the same as the original", () => {
    expect(plan).toMatch(/^ {2}~ update +sysctl\/net\.core\.rmem_max +212992 → 134217728$/m);
    expect(plan?.endsWith("$ diff -r --exclude=vexor-agent original machine\n")).toBe(true);
  });

  test("names file and line of the value that blocks its setting, and the way to replace it", () => {
    expect(blocked).toContain("custom\n              /etc/sysctl.d/70-database.conf:2: vm.swappiness = 30");
    expect(blocked).toContain("vm.swappiness: {value: 10, adopt: {from: 30}}");
  });

  test("applies the rest, and leaves the blocked value alone", () => {
    expect(apply).toMatch(/Applied as run 1: .*\n\(exit code 3\)\n\$ cat .*\n1000000\n30\n$/);
  });

  test("finds the drift, and corrects it", () => {
    expect(drift).toMatch(/^\$ echo 65530 > machine\/proc\/sys\/vm\/max_map_count\n/);
    expect(drift).toMatch(/set to 1000000 \(run 1\), is now 65530.*\n\(exit code 2\)\n$/);
    expect(correct).toMatch(/65530 → 1000000[^]*Applied as run 2[^]*No drift: 2 managed settings hold/);
  });

  test("rolls a failing change back by itself", () => {
    expect(rollBack).toMatch(/wmem_max +212992 → 134217728[^]*failed; rolling back[^]*\n212992\n$/);
  });

  test("kills an apply with its writes done, and recovers", () => {
    expect(recover).toMatch(/\$ kill -9 \d+\n\$ cat .*wmem_max\n134217728\n/);
    expect(recover).toMatch(/ 4 .* interrupted [^]*\$ vexor recover .*\nRun 4 had been interrupted/);
    expect(recover?.endsWith("wmem_max\n212992\n")).toBe(true);
  });

  test("releases everything: the machine is the same as the original", () => {
    expect(release).toContain("1000000 → 65530");
    expect(release?.endsWith("$ diff -r --exclude=vexor-agent original machine\n")).toBe(true);
  });

  test("leaves no file or process behind", () => expect(readdirSync(place)).toEqual([]));
});

/** A verb that does nothing in place of Vexor; what the demo prints. */
const playedBy = async (self: readonly string[]): Promise<readonly [number, string]> => {
  const said: string[] = [];
  const context = { self, heedSignals: () => () => false, openStage: async () => openStage(null),
    terminal: { print: (text: string) => said.push(text), note: () => undefined, isColoured: false,
      style: styleFor(false) } } as unknown as BaseContext;
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = place;
  try {
    return [await run(context, { verb: "demo", args: [], options: {} }), said.join("")];
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
};

test("a claim that does not hold ends the demo with exit code 1 and the missing text", async () => {
  const [code, said] = await playedBy(["true"]);
  expect(code).toBe(1);
  expect(said).toContain("✗ not seen: /2 to update, 1 blocked/");
  expect(said).toContain("The claim of the step \"plan\" does not hold.");
  expect(said).not.toContain("── 2.");
  expect(readdirSync(place)).toEqual([]);
});

test("--pause waits for a key before each step, and Ctrl-C ends the demo", async () => {
  const child = spawn("script", ["-qec", `${VEXOR} demo --pause`, "/dev/null"],
    { env: ENV, stdio: ["pipe", "pipe", "inherit"] });
  const keys = ["a", "b", "\u0003"];
  let said = "";
  for await (const bytes of child.stdout) {
    const before = said.split("Press a key").length;
    said += String(bytes);
    if (said.split("Press a key").length > before) child.stdin.write(keys.shift());
  }
  expect([keys, said.match(/── \d\. /g)]).toEqual([[], ["── 1. ", "── 2. "]]);
  expect(said).toContain("Ended after 2 steps.");
  expect(readdirSync(place)).toEqual([]);
});

test("Ctrl-C ends the demo, which leaves nothing behind", async () => {
  const child = spawn(VEXOR, ["demo"], { env: ENV, stdio: ["ignore", "pipe", "inherit"] });
  for await (const bytes of child.stdout) if (String(bytes).includes("3. apply")) break;
  child.kill("SIGINT");
  const [code] = await once(child, "close") as [number];
  expect(code).toBe(1);
  expect(readdirSync(place)).toEqual([]);
});

test("--machine writes the machine into a new directory, and runs no step", () => {
  const tour = join(place, "tour");
  const vexor = (...args: readonly string[]) =>
    spawnSync(VEXOR, args, { encoding: "utf8", env: ENV, cwd: place });
  expect(vexor("demo", "--machine", "tour")).toMatchObject({ status: 0, stderr: "" });
  const plan = spawnSync(VEXOR, ["plan", "-f", "host.yaml", "--root", "machine"],
    { encoding: "utf8", cwd: tour });
  expect(plan.stdout).toContain("2 to update, 1 blocked");
  expect(vexor("demo", "--machine", "tour")).toMatchObject({ status: 64,
    stderr: expect.stringContaining("Name a new directory.") });
  rmSync(tour, { recursive: true });
});

test.each([
  [["--pause"], "needs a terminal", 64],
  [["--root", place], "a machine of its own", 64],
])("%j is refused: it %s", (options, why, exit) => {
  const { status, stderr } = spawnSync(VEXOR, ["demo", ...options],
    { encoding: "utf8", env: ENV, input: "" });
  expect(stderr).toContain(why);
  expect(status).toBe(exit);
  expect(readdirSync(place)).toEqual([]);
});
