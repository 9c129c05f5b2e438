/** The command line as a script meets it: exit codes, one JSON document, clear words on stderr. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { COMMON } from "../../../src/commands/cli/options.ts";
import { allVerbs } from "../../../src/commands/cli/verbs.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import type { Plan } from "../../../src/engine/model/model.ts";
import { idOf } from "../../../src/engine/plan/plan.ts";
import { SAMPLES } from "../../support/samples.ts";
import { changed, makeTree, snapshotTree } from "../../support/tree.ts";
import { runVexor, type Said } from "../../support/vexor.ts";
import { ROOT } from "../../support/paths.ts";


const vexor = (...args: readonly string[]): Said => runVexor(args);

const HOST_FILE = `apiVersion: vexor/v1
host: test-host
sysctl:
  vm.swappiness: 10
  kernel.panic: 5
`;

const machine = () => {
  const root = makeTree({ ...SAMPLES["sysctl"]?.files, "/proc/sys/kernel/panic": "10\n" });
  const file = join(root, "host.yaml");
  writeFileSync(file, HOST_FILE);
  return { root, file, on: ["--root", root] as const };
};

describe("help", () => {
  test.each(allVerbs().map(([name]) => name))("%s explains itself, with examples", (verb) => {
    const { code, out } = vexor("help", verb);
    expect(code).toBe(0);
    expect(out).toContain("Examples:");
    for (const option of COMMON) expect(out).toContain(`--${option}`);
    expect(vexor(verb, "--help").out).toBe(out);
  });

  test("of apply has the exit codes of a run, and the overview has recover", () => {
    expect(vexor("help", "apply").out).toMatch(/Exit codes[^\n]*\n {2}3 .*\n {2}4 .*rolled back\n {2}5 /);
    expect(vexor("help").out).toMatch(/^ {2}recover /m);
  });

  test.each(["bash", "zsh"])("the completion script for %s is sound", (shell) => {
    const { out } = vexor("completion", shell);
    execFileSync("bash", ["-n"], { input: out });
    expect(out).toContain("--confirm-within");
  });
});

describe("without an agent", () => {
  const onTree = (settings: Readonly<Record<string, string>>) => {
    const root = makeTree(settings);
    return (...args: readonly string[]) => vexor(...args, "--root", root);
  };
  const SETTINGS = "/etc/vexor-agent/agent.yaml";

  test.each([
    [{}, /^test-host {2}NOT CONFIGURED .*agent\.yaml does not exist$/],
    [{ [SETTINGS]: "# nothing yet\n" }, /^test-host {2}NOT CONFIGURED .* names no source yet$/],
    [{ [SETTINGS]: "source: {nonsense: 1}\n" },
      /^test-host {2}NOT RUNNING its settings cannot be used: .*agent\.yaml:1:10: unknown key/],
    [{ [SETTINGS]: "source: {directory: /srv}\n" }, /^test-host {2}NOT RUNNING no agent answers/],
  ])("status says what is missing: %j", (files, says) => {
    const { code, out, err } = onTree(files)("status");
    expect(out.split("\n")[0]).toMatch(says);
    expect([code, err]).toEqual([1, ""]);
    const { condition, state } = JSON.parse(onTree(files)("status", "--json").out) as {
      condition: { is: string; exit: number }; state: null };
    expect([condition.is.startsWith("not-"), condition.exit, state]).toEqual([true, 1, null]);
  });

  test.each([["sync"], ["resume"], ["suspend", "--why", "w"]])("%s reports what is missing, too", (...args) => {
    const { code, err } = onTree({})(...args);
    expect(err).toContain("the agent is not configured");
    expect(err).not.toContain("ENOENT");
    expect(code).toBe(1);
  });

  test("validate checks the agent's settings", () => {
    const sound = onTree({ [SETTINGS]: "source: {directory: /srv}\n" });
    expect([sound("agent", "--check").code, sound("agent", "--configured").code]).toEqual([0, 0]);
    const broken = onTree({ [SETTINGS]: "source: {nonsense: 1}\n" });
    expect(broken("agent", "--check").err).toContain("agent.yaml:1:10: ");
    expect([broken("agent", "--check").code, broken("agent", "--configured").code]).toEqual([1, 0]);
    expect(onTree({})("agent", "--configured").code).toBe(1);
  });

  test("--timeout needs --wait, and must be a duration", () => {
    expect(onTree({})("sync", "--timeout", "5m").code).toBe(64);
  });
});

describe("wrong usage exits 64, names the word and the way out", () => {
  test.each([
    [["plna"], "vexor plan"],
    [["plan", "--detailed"], "--detailed-exitcode"],
    [["apply", "--confirm"], "--confirm-within"],
    [["plan", "--jsno"], "--json"],
    [["plan", "surplus"], "surplus"],
    [["show", "twelve"], "number of a run"],
    [["explain", "nonsense"], "sysctl/NAME"],
    [["apply", "--confirm-within", "soon"], "90s"],
    [["completion", "tcsh"], "fish"],
  ])("%j", (args, hint) => {
    const { root, file } = machine();
    const more = args[0] === "apply" ? ["-f", file, "--yes", "--root", root] : [];
    const { code, err, out } = vexor(...args, ...more);
    expect(code, err).toBe(64);
    expect(err).toContain(hint);
    expect(err + out).not.toMatch(/\bat .*\.ts:\d+/);
  });
});

test.each(["version", "--version", "-V", "-v"])("%s prints the version", (word) => {
  expect(vexor(word)).toMatchObject({ code: 0, out: expect.stringMatching(/^vexor (\d|from source)/) });
});

test("the contract of exit codes, from plan to rollback", () => {
  const { root, file, on } = machine();
  const before = snapshotTree(root);
  expect(vexor("plan", "-f", file, ...on).code).toBe(0);
  expect(vexor("plan", "-f", file, "--detailed-exitcode", ...on).code).toBe(2);
  expect(vexor("apply", "-f", file, ...on)).toMatchObject({ code: 64 });
  expect(changed(before, snapshotTree(root))).toEqual([]);
  expect(vexor("apply", "-f", file, "--yes", ...on).code).toBe(3);
  expect(vexor("plan", "-f", file, "--detailed-exitcode", ...on).code).toBe(3);
  expect(vexor("drift", ...on).code).toBe(0);
  writeFileSync(join(root, "proc/sys/vm/swappiness"), "33\n");
  expect(vexor("drift", ...on).code).toBe(2);
  expect(vexor("rollback", "99", "--yes", ...on).code).toBe(1);
  writeFileSync(join(root, "proc/sys/vm/swappiness"), "10\n");
  expect(vexor("rollback", "--yes", ...on)).toMatchObject({ code: 0, err: expect.anything() });
  expect(changed(before, snapshotTree(root))).toEqual([]);
});

test("a saved plan is applied as it was saved, and refused when it was changed", () => {
  const { root, file, on } = machine();
  const plan = join(root, "saved.plan");
  expect(vexor("plan", "-f", file, "--out", plan, ...on).code).toBe(0);
  const text = execFileSync("cat", [plan], { encoding: "utf8" });
  writeFileSync(plan, text.replaceAll("/etc/sysctl.d/90-vexor-agent.conf", "/etc/shadow"));
  const touched = vexor("apply", plan, "--yes", ...on);
  expect(touched).toMatchObject({ code: 1 });
  expect(touched.err).toContain("PLAN_INVALID");
  for (const odd of ["7", "null", "[null]", "{}"]) {
    writeFileSync(plan, JSON.stringify({ ...JSON.parse(text) as object, items: JSON.parse(odd) }));
    expect(vexor("apply", plan, "--yes", ...on).err).toContain("was changed after it was made");
  }
  writeFileSync(plan, text);
  expect(vexor("apply", plan, "--yes", ...on).code).toBe(3);
});

test("a saved plan of an earlier version is refused with the reason, and with how to make a new one", () => {
  const { root, on } = machine();
  const path = join(root, "saved.plan");
  const { records } = JSON.parse(readFileSync(join(ROOT, "test/data/old-runs/tuning-cut-short.json"), "utf8")) as
    { readonly records: Readonly<Record<string, string>> };
  writeFileSync(path, records["/var/lib/vexor-agent/runs/1/plan.json"] ?? "");
  const { code, err } = vexor("apply", path, "--yes", ...on);
  expect([code, err]).toEqual([1, expect.stringContaining("an earlier version of Vexor")]);
  expect(err).toContain(`vexor plan --out ${path}`);
});

test("nothing is written for a plan that claims to be a rollback, or another mode", () => {
  const { root, file, on } = machine();
  const path = join(root, "saved.plan");
  vexor("plan", "-f", file, "--out", path, ...on);
  const plan = JSON.parse(readFileSync(path, "utf8")) as Plan;
  const forge = (more: Partial<Plan>): void => {
    const forged = { ...plan, ...more };
    writeFileSync(path, JSON.stringify({ ...forged, id: idOf(createLinuxHost(""), forged) }));
  };
  const before = snapshotTree(root);
  forge({ undoes: { run: 1, claims: {} },
    changes: [{ target: "file:/etc/shadow", kind: "sysctl", from: null, to: "root::", for: [] }] });
  expect(vexor("apply", path, "--yes", ...on)).toMatchObject({ code: 1 });
  forge({ declaration: { ...plan.declaration, mode: "observe" }, mode: "enforce" });
  expect(vexor("apply", path, "--yes", ...on).out).toContain("observe");
  const untouched = changed(before, snapshotTree(root)).filter((one) => !one.startsWith("/saved.plan"));
  expect(untouched).toEqual([]);
});

describe("an unknown name is an error that suggests what was meant", () => {
  const outcome = (...args: readonly string[]): string => {
    const { code, err, out } = vexor(...args);
    expect(out, args.join(" ")).toBe("");
    return `${code} ${err}`;
  };

  test.each([
    ["plan", "vm.swappiness", "Did you mean --only sysctl/vm.swappiness?"],
    ["plan", "sysctl/vm.swapiness", "Did you mean --only sysctl/vm.swappiness?"],
    ["plan", "sysctls", "Did you mean --only sysctl?"],
    ["plan", "irq/7", "There are: sysctl/vm.swappiness, sysctl/kernel.panic."],
    ["apply", "vm.swappiness", "Did you mean --only sysctl/vm.swappiness?"],
    ["release", "vm.swappiness", "Kinds of setting: sysctl, sysfs, irq-affinity"],
  ])("%s --only %s", (verb, only, hint) => {
    const { root, file, on } = machine();
    const before = snapshotTree(root);
    const more = [...verb === "release" ? [] : ["-f", file], ...verb === "plan" ? [] : ["--yes"]];
    expect(outcome(verb, "--only", only, ...more, ...on)).toMatch(/^64 /);
    expect(outcome(verb, "--only", only, ...more, ...on)).toContain(hint);
    expect(changed(before, snapshotTree(root))).toEqual([]);
  });

  test("a kind without settings on this host is an empty list", () => {
    const { file, on } = machine();
    expect(vexor("plan", "--only", "cpu-pinning", "-f", file, ...on).code).toBe(0);
    expect(vexor("release", "--only", "cpu-pinning", "--yes", ...on).code).toBe(0);
  });

  test("a saved plan is not cut", () => {
    const { root, file, on } = machine();
    const plan = join(root, "saved.plan");
    vexor("plan", "-f", file, "--out", plan, ...on);
    expect(outcome("apply", plan, "--only", "sysctl/vm.swappiness", "--yes", ...on))
      .toMatch(/^64 .*carried out as it was saved/);
  });

  test.each([
    ["explain", "vm.swappiness", 64, "Did you mean sysctl/vm.swappiness?"],
    ["explain", "sysctl/vm.swapiness", 1, "did you mean vm.swappiness?"],
    ["break-glass", "vm.swappiness", 64, "Did you mean sysctl/vm.swappiness?"],
    ["break-glass", "sysctl/vm.swapiness", 1, "did you mean vm.swappiness?"],
  ])("%s %s", (verb, address, code, hint) => {
    const { on } = machine();
    const more = verb === "explain" ? [] : ["--for", "4h", "--why", "test"];
    const said = outcome(verb, address, ...more, ...on);
    expect(said).toContain(hint);
    expect(said).toMatch(new RegExp(`^${code} `));
  });

  test("break-glass without a time says how to give one", () => {
    expect(outcome("break-glass", "sysctl/vm.swappiness", "--why", "x"))
      .toMatch(/^64 .*wants a time[\s\S]*--for 4h/);
  });
});

describe("an impossible setting is reported", () => {
  const impossible = (line: string) => {
    const { root, on } = machine();
    const file = join(root, "odd.yaml");
    writeFileSync(file, `apiVersion: vexor/v1\nhost: test-host\nsysctl:\n  ${line}\n`);
    return { file, on };
  };

  test.each([
    ["vm.swapiness: 10", "did you mean vm.swappiness?", 0],
    ["vm.swappiness: 100000", "takes 0 to 200", 1],
    ["vm.swappiness: abc", "holds numbers", 1],
  ])("%s", (line, why, code) => {
    const { file, on } = impossible(line);
    const plan = vexor("plan", "-f", file, "--detailed-exitcode", ...on);
    expect([plan.code, plan.out]).toEqual([3, expect.stringContaining(why)]);
    expect(vexor("plan", "-f", file, ...on).code).toBe(0);
    expect(vexor("apply", "-f", file, "--yes", ...on).code).toBe(3);
    const checked = vexor("validate", file);
    expect(checked.code).toBe(code);
    expect(checked.err).toMatch(code === 0 ? /odd\.yaml:4:\d+: warning: / : /odd\.yaml:4:\d+: /);
    expect(checked.err).toContain(why);
    const message = expect.stringContaining(why);
    expect(JSON.parse(vexor("validate", file, "--json").out)).toMatchObject(code === 0
      ? { warnings: [{ line: 4, message }] } : { error: { code: "HOST_FILE_INVALID", message } });
  });
});

describe("--json prints one document and nothing else", () => {
  const error = (code: string) => ({ format: "vexor.error/1", error: { code } });
  const summary = { update: 1, blocked: 1 };
  /** In the order of a host's life: a later call reports what an earlier one has done. */
  const calls: readonly (readonly [args: readonly string[], code: number, says: object])[] = [
    [["plan", "-f"], 0, { format: "vexor.plan/2", host: "test-host", summary, items: [
      { address: "sysctl/vm.swappiness", action: "update", live: "60" },
      { address: "sysctl/kernel.panic", action: "blocked", live: "10" }] }],
    [["apply", "--yes", "-f"], 3, { format: "vexor.applied/1", run: 1, summary }],
    [["history"], 0, { format: "vexor.history/2", runs: [{ run: 1, state: "applied" }] }],
    [["show", "1"], 0, { format: "vexor.run/2", id: 1, plan: { summary } }],
    [["explain", "sysctl/vm.swappiness"], 0, { format: "vexor.explained/2",
      address: "sysctl/vm.swappiness", reading: { live: "10" } }],
    [["drift"], 0, { format: "vexor.drift/1", managed: 1, drift: [] }],
    [["validate", "-f"], 0, { format: "vexor.validated/1", host: "test-host", warnings: [] }],
    [["init"], 0, { apiVersion: "vexor/v1", host: "test-host", sysctl: { "kernel.panic": 10 } }],
    [["clients"], 0, { format: "vexor.clients/1", clients: [] }],
    [["doctor"], 2, { format: "vexor.doctor/1", summary: { findings: 1 } }],
    [["status"], 1, { format: "vexor.status/3", condition: { is: "not-configured" } }],
    [["rollback", "--yes"], 0, { format: "vexor.rolledback/1", run: 1, by: 2, left: [] }],
    [["confirm", "--yes"], 1, error("NOTHING_TO_CONFIRM")],
    [["show", "77"], 1, error("RUN_UNKNOWN")],
    [["plan", "--nonsense"], 64, error("USAGE")],
  ];

  test("for every verb and for errors", () => {
    const { file, on } = machine();
    for (const [call, code, says] of calls) {
      const args = call.at(-1) === "-f" ? [...call, file] : call;
      const { out, err, code: ended } = vexor(...args, "--json", ...on);
      expect([err, ended, JSON.parse(out)], call.join(" ")).toEqual(["", code, expect.objectContaining({})]);
      expect(JSON.parse(out), call.join(" ")).toMatchObject(says);
    }
  });
});

describe("bad input exits 1 with file, line and column, and writes nothing", () => {
  test.each([
    ["sysctl: {vm.swappiness: true}", /:3:\d+: /],
    ["sysctl: {kernel.core_pattern: x}", /:3:\d+: .*kernel.core_pattern|kernel\/core_pattern/],
    ["sysctl: {\"a/../../etc/passwd\": 1}", /:3:\d+: /],
    ["sysctl: {\"vm.swappiness\\nx\": 1}", /:3:\d+: /],
    ["sysctls: {vm.swappiness: 1}", /did you mean "sysctl"/],
    ["irqAffinity: [{match: {device: eth9}, cpus: 0}]", /:3:\d+: .*eth9/],
    ["cpuPinning: [{unit: nosuch.service, cpus: 0}]", /:3:\d+: .*nosuch/],
    ["extends: [../../../etc/passwd]", /:3:\d+: /],
    ["health: {checks: []}", /:3:\d+: health.checks must have at least 1 entry; found 0\n.*leave "checks" out/],
    ["client: {active: agva}", /:3:\d+: no client is called "agva"; did you mean "agave"\?/],
    ["maintenance: {allow: [{cron: '0 9 * * *', duration: 1h, timeZone: Europe/Amsterdan}]}",
      /:3:\d+: "Europe\/Amsterdan" is not a time zone; did you mean "Europe\/Amsterdam"\?\n.*timedatectl/],
    ["maintenance: {allow: [{cron: '61 9 * * *', duration: 1h}]}", /:3:\d+: .*is not a window: .*\n  Five fields/],
  ])("%s", (line, says) => {
    const { root, file, on } = machine();
    writeFileSync(file, `apiVersion: vexor/v1\nhost: test-host\n${line}\n`);
    const before = snapshotTree(root);
    const { code, err } = vexor("apply", "-f", file, "--yes", ...on);
    expect(err).toMatch(says);
    expect(code).toBe(1);
    expect(changed(before, snapshotTree(root))).toEqual([]);
  });

  test("refuses another host's file", () => {
    const { file, on } = machine();
    writeFileSync(file, HOST_FILE.replace("test-host", "val-ams-2"));
    expect(vexor("plan", "-f", file, ...on)).toMatchObject({ code: 1 });
    expect(vexor("plan", "-f", file, ...on).err)
      .toMatch(/:2:\d+: .*val-ams-2.*test-host\n.*vexor validate checks the file of any machine/);
    expect(vexor("validate", file).code).toBe(0);
  });
});
