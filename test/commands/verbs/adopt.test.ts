/** `vexor adopt` and `vexor disown`: the file says what was asked for, and a plan does it. */
import { chmodSync, chownSync, existsSync, linkSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openHostFile } from "../../../src/edges/yaml/host-file-editor.ts";
import type { Plan } from "../../../src/engine/model/model.ts";
import { SECTIONS } from "../../../src/resources/index.ts";
import { SAMPLES } from "../../support/samples.ts";
import { kernelDefaults, makeTree } from "../../support/tree.ts";
import { runVexor } from "../../support/vexor.ts";

const HOST = `# val-ams-1
apiVersion: vexor/v1
host: test-host
extends: [../roles/base.yaml]
sysctl:
  # swap
  vm.swappiness: 10   # low
  kernel.panic: 30
`;
const ROLE = "apiVersion: vexor/v1\nsysctl:\n  vm.stat_interval: 9\n  vm.dirty_ratio: 40\n";

const machine = (): string => makeTree({
  ...kernelDefaults({ "vm.swappiness": "60", "kernel.panic": "0", "vm.stat_interval": "1", "vm.dirty_ratio": "20" }),
  "/proc/sys/vm/swappiness": "30\n", "/proc/sys/kernel/panic": "0\n", "/proc/sys/vm/stat_interval": "4\n",
  "/proc/sys/vm/dirty_ratio": "40\n", "/etc/sysctl.d/60-db.conf": "vm.swappiness = 30\nvm.stat_interval = 4\nvm.dirty_ratio = 40\n",
});

describe("adopt and disown", () => {
  let root: string;
  let dir: string;
  let file: string;
  const vexor = (...args: readonly string[]) => runVexor([...args, "-f", file, "--root", root]);
  const text = (): string => readFileSync(file, "utf8");
  const actions = (): Record<string, string> => Object.fromEntries(
    (JSON.parse(vexor("plan", "--json").out) as Plan).items.map((item) => [item.address, item.action]));

  beforeAll(() => {
    root = machine();
    dir = makeTree({});
    mkdirSync(join(dir, "hosts"));
    mkdirSync(join(dir, "roles"));
  });
  beforeEach(() => {
    file = join(dir, "hosts/test-host.yaml");
    writeFileSync(file, HOST);
    chmodSync(file, 0o640);
    writeFileSync(join(dir, "roles/base.yaml"), ROLE);
  });

  test("adopt writes the permission that the plan asks for, and keeps the file's mode", () => {
    const { code, out, err } = vexor("adopt", "sysctl/vm.swappiness", "--why", "swap is local", "--yes");
    expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining(`Wrote ${file}.`) });
    expect(text()).toBe(HOST.replace("  vm.swappiness: 10   # low\n", "  vm.swappiness:\n    value: 10   # low\n"
      + "    adopt: {from: 30}\n    why: swap is local\n"));
    expect(out).toContain("+    adopt: {from: 30}\n");
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(actions()).toMatchObject({ "sysctl/vm.swappiness": "adopt", "sysctl/kernel.panic": "update" });
    expect(vexor("adopt", "sysctl/vm.swappiness", "--yes")).toMatchObject({ code: 0,
      err: expect.stringContaining("says so already") });
  });

  test("adopt of several, one of them a role's, goes on in one file; disown takes one out again", () => {
    const said = vexor("adopt", "sysctl/vm.stat_interval", "sysctl/vm.swappiness", "--yes", "--json");
    expect(JSON.parse(said.out)).toMatchObject({ format: "vexor.host-file-edit/1", file, written: true,
      addresses: ["sysctl/vm.stat_interval", "sysctl/vm.swappiness"], besides: [] });
    expect(text()).toBe(`${HOST.replace("  vm.swappiness: 10   # low\n",
      "  vm.swappiness:\n    value: 10   # low\n    adopt: {from: 30}\n")}  vm.stat_interval:\n    value: 9\n    adopt: {from: 4}\n`);
    expect(readFileSync(join(dir, "roles/base.yaml"), "utf8")).toBe(ROLE);
    expect(actions()).toMatchObject({ "sysctl/vm.stat_interval": "adopt", "sysctl/vm.swappiness": "adopt" });
    expect(vexor("disown", "sysctl/vm.stat_interval", "--yes")).toMatchObject({ code: 1,
      err: expect.stringMatching(/roles\/base\.yaml:3:3: sysctl\/vm\.stat_interval is declared there, in a role file/) });
    expect(vexor("disown", "sysctl/vm.swappiness", "--yes").code).toBe(0);
    expect(text()).not.toMatch(/swap/);
    expect(Object.keys(actions())).not.toContain("sysctl/vm.swappiness");
  });

  test.each([
    ["adopt", "sysctl/kernel.panic", "NOT_ADOPTABLE", "needs no permission"],
    ["adopt", "sysctl/vm.dirty_ratio", "NOT_ADOPTABLE", "needs no permission: as declared"],
    ["adopt", "sysctl/vm.swapines", "NO_MATCH", "Did you mean sysctl/vm.swappiness?"],
    ["adopt", "vm.swappiness", "NO_MATCH", "Did you mean sysctl/vm.swappiness?"],
    ["disown", "sysctl/vm.swapines", "NO_MATCH", "Did you mean sysctl/vm.swappiness?"],
    ["disown", "limits/x.service/nofile", "NO_MATCH", "vexor plan --all lists"],
    ["disown", "sysctl/vm.dirty_ratio", "HOST_FILE_EDIT", "roles/base.yaml:4:3"],
  ])("%s %s is refused: %s", (verb, address, code, says) => {
    const said = vexor(verb, "sysctl/vm.swappiness", address, "--yes");
    expect(said.err).toContain(`(${code})`);
    expect(said.err).toContain(says);
    expect({ code: said.code, text: text() }).toEqual({ code: 1, text: HOST });
  });

  test("without a terminal and without --yes it shows the patch, and writes nothing", () => {
    const { code, out, err } = vexor("disown", "sysctl/kernel.panic");
    expect({ code, text: text() }).toEqual({ code: 64, text: HOST });
    expect(out).toContain("-  kernel.panic: 30\n");
    expect(err).toContain("(NO_TERMINAL)");
    writeFileSync(join(dir, "change.patch"), out);
    const patched = spawnSync("patch", ["-s", "-p0", "-d", "/"], { input: out, encoding: "utf8" });
    if (patched.status !== null) expect(text()).toBe(HOST.replace("  kernel.panic: 30\n", ""));
  });

  test("a link, a pipe and a file of many names are not followed", () => {
    const target = file;
    file = join(dir, "hosts/link.yaml");
    if (!existsSync(file)) symlinkSync("test-host.yaml", file);
    expect(vexor("disown", "sysctl/kernel.panic", "--yes")).toMatchObject({ code: 1,
      err: expect.stringMatching(/is a link to .*test-host\.yaml\n.*Name the file itself: -f .*\(HOST_FILE_UNTRUSTED\)/),
      out: expect.stringContaining("-  kernel.panic: 30\n") });
    expect(readFileSync(target, "utf8")).toBe(HOST);
    file = join(dir, "hosts/pipe.yaml");
    spawnSync("mkfifo", [file]);
    expect(vexor("adopt", "sysctl/kernel.panic", "--yes")).toMatchObject({ code: 1,
      err: expect.stringContaining("is not a regular file") });
    file = join(dir, "hosts/second.yaml");
    linkSync(target, file);
    expect(vexor("disown", "sysctl/kernel.panic", "--yes").code).toBe(0);
    expect(readFileSync(target, "utf8")).toBe(HOST);
    expect(lstatSync(file).nlink).toBe(1);
  });

  test.runIf(process.getuid?.() === 0)("another user's file is left, and the file of the person behind sudo stays that person's", () => {
    const [person, other] = [12_345, 12_346];
    chownSync(file, person, 54_321);
    chownSync(join(dir, "hosts"), person, person);
    chmodSync(dir, 0o755);
    const as = (uid: number) => runVexor(["disown", "sysctl/kernel.panic", "-f", file, "--root", root, "--yes"],
      { env: { ...process.env, SUDO_UID: String(uid) } });
    const own = as(other);
    expect({ code: own.code, text: text() }).toEqual({ code: 1, text: HOST });
    expect(own.err).toMatch(/belongs to user 12345\n.*\(HOST_FILE_UNTRUSTED\)/);
    expect(own.out).toContain("-  kernel.panic: 30\n");
    chownSync(join(dir, "hosts"), other, other);
    expect(as(person)).toMatchObject({ code: 1, err: expect.stringContaining("user 12345 may not write") });
    expect(text()).toBe(HOST);
    chownSync(join(dir, "hosts"), person, person);
    expect(as(person).code).toBe(0);
    expect(lstatSync(file)).toMatchObject({ uid: person, gid: 54_321 });
    expect(lstatSync(file).mode & 0o777).toBe(0o640);
    for (const path of [file, join(dir, "hosts")]) chownSync(path, 0, 0);
  });

  test("what was written in between is left", () => {
    const opened = openHostFile(file, SECTIONS);
    const now = opened.edited(opened.text, { ...opened.written(opened.text), mode: "observe" });
    writeFileSync(file, `${HOST}# mine\n`);
    expect(() => opened.save(now)).toThrow("was changed while it was edited");
    expect(text()).toBe(`${HOST}# mine\n`);
    writeFileSync(file, HOST);
    opened.save(now);
    expect(text()).toBe(`${HOST}mode: observe\n`);
  });

  test("a file of another machine is edited by its facts, and taken out of without", () => {
    const facts = join(dir, "facts.json");
    expect(runVexor(["facts", "--out", facts, "--root", root]).code).toBe(0);
    const elsewhere = (...args: readonly string[]) => runVexor([...args, "-f", file, "--yes"]);
    expect(elsewhere("adopt", "sysctl/vm.swappiness")).toMatchObject({ code: 1,
      err: expect.stringContaining("(HOST_MISMATCH)") });
    expect(elsewhere("adopt", "sysctl/vm.swappiness", "--facts", facts).code).toBe(0);
    expect(text()).toContain("    adopt: {from: 30}\n");
    expect(elsewhere("disown", "sysctl/vm.swappiness")).toMatchObject({ code: 0,
      err: expect.stringContaining("Not planned: this is another machine") });
    expect(text()).not.toMatch(/swap/);
  });

  test("addresses of one entry go together", () => {
    const others = "apiVersion: vexor/v1\nhost: elsewhere\nmode: observe\n";
    writeFileSync(file, `${others}identity:\n  pubkey: 7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2\n  keypair: /k\n`);
    expect(vexor("disown", "identity/active", "identity/boot", "--yes")).toMatchObject({ code: 0 });
    expect(text()).toBe(others);
  });

  test("a permission after which the plan is blocked for another reason is not written", () => {
    const held = makeTree({
      ...SAMPLES["limits"]?.files, ...kernelDefaults({ "vm.swappiness": "60" }), "/proc/sys/vm/swappiness": "7\n",
      "/etc/systemd/system/validator.service.d/20-files.conf": "[Service]\nLimitNOFILE=1500000\n",
      "/etc/systemd/system-generators/tune": "#!/bin/sh\nsysctl -qw vm.swappiness=30\n",
    });
    const before = "apiVersion: vexor/v1\nhost: test-host\nlimits:\n  - {unit: validator.service, nofile: 2000000}\n";
    writeFileSync(file, before);
    const adopt = () => runVexor(["adopt", "limits/validator.service/nofile", "-f", file, "--root", held, "--yes"]);
    const said = adopt();
    expect({ code: said.code, text: text() }).toEqual({ code: 1, text: before });
    expect(said.err).toMatch(/would be blocked with permission to replace 1500000: .*daemon-reload[\s\S]*\(NOT_ADOPTABLE\)/);
    rmSync(join(held, "etc/systemd/system-generators/tune"));
    expect(adopt().code).toBe(0);
    expect(text()).toBe(before.replace("nofile: 2000000", "nofile: {value: 2000000, adopt: {from: 1500000}}"));
  });

  test("a permission that does not help is not written", () => {
    writeFileSync(join(root, "etc/sysctl.d/99-late.conf"), "vm.swappiness = 30\n");
    const said = vexor("adopt", "sysctl/vm.swappiness", "--yes");
    writeFileSync(join(root, "etc/sysctl.d/99-late.conf"), "");
    expect({ code: said.code, text: text() }).toEqual({ code: 1, text: HOST });
    expect(said.err).toMatch(/99-late\.conf.*\n.*Ways out: .*\(NOT_ADOPTABLE\)/);
  });
});
