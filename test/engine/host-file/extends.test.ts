import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { VexorError } from "../../../src/engine/model/errors.ts";
import { withLocation } from "../../../src/engine/host-file/host-file.ts";
import { failure, HEAD, load, loadText, MAIN, ROLE, root, write } from "../../support/repository.ts";

describe("extends", () => {
  test.each([
    ["../../../etc/passwd", "leads out of ROOT"],
    ["/etc/passwd", "is an absolute path"],
    ["../roles/link.yaml", "is a link that leads out of ROOT"],
    ["a.yaml", "runs in a circle: hosts/a.yaml -> hosts/a.yaml"],
  ])("refuses %s", (name, problem) => {
    mkdirSync(join(root, "roles"));
    symlinkSync("/etc/passwd", join(root, "roles/link.yaml"));
    expect(failure(() => loadText(`${HEAD}extends: ["${name}"]\n`))).toBe(
      `EXTENDS_INVALID ${MAIN}:3:11 extends: "${name}" ${problem}`);
  });

  test.each([
    ["a link", () => symlinkSync("/etc/shadow", join(root, "hosts/link.yaml")), "hosts/link.yaml"],
    ["a directory that is a link", () => symlinkSync("/etc", join(root, "other")), "other/shadow"],
  ])("does not read a host file that is named through %s out of its checkout", (_, make, name) => {
    mkdirSync(join(root, "hosts"), { recursive: true });
    make();
    expect(failure(() => load(name))).toMatch(/^EXTENDS_INVALID .* is a link that leads out of ROOT$/);
  });

  test("refuses a directory whose name only begins like the repository's", () => {
    mkdirSync(join(root, "repo/.git"), { recursive: true });
    write("repo-other/b.yaml", ROLE);
    symlinkSync("../repo-other/b.yaml", join(root, "repo/link.yaml"));
    for (const name of ["../repo-other/b.yaml", "link.yaml"]) {
      write("repo/a.yaml", `${HEAD}extends: [${name}]\n`);
      expect(failure(() => load("repo/a.yaml"))).toMatch(/^EXTENDS_INVALID .* leads out of repo$/);
    }
  });

  test("reports a missing file and a circle at the file that names them", () => {
    expect(failure(() => loadText(`${HEAD}extends: [../roles/b.yaml]\n`))).toBe(
      `HOST_FILE_MISSING ${MAIN}:3:11 extends: "../roles/b.yaml" does not exist`);
    write("roles/b.yaml", `${ROLE}extends: [c.yaml]\n`);
    write("roles/c.yaml", `${ROLE}extends: [../roles/b.yaml]\n`);
    expect(failure(load)).toBe(
      'EXTENDS_INVALID roles/c.yaml:2:11 extends: "../roles/b.yaml" runs in a circle: ' +
      "roles/b.yaml -> roles/c.yaml -> roles/b.yaml");
  });

  test("takes up to eight levels and 32 files", () => {
    const chain = (levels: number): void => {
      for (let i = 1; i <= levels; i++) {
        write(`hosts/${i}.yaml`, i < levels ? `${ROLE}extends: [${i + 1}.yaml]\n` : ROLE);
      }
    };
    chain(8);
    expect(loadText(`${HEAD}extends: [1.yaml]\n`).sources).toHaveLength(9);
    chain(9);
    expect(failure(load)).toBe(
      'EXTENDS_INVALID hosts/8.yaml:2:11 extends: "9.yaml" is more than 8 levels deep');
    const names = Array.from({ length: 32 }, (_, i) => `r${i}.yaml`);
    for (const name of names) write(`hosts/${name}`, ROLE);
    expect(failure(() => loadText(`${HEAD}extends: [${names.join(", ")}]\n`))).toMatch(
      /^EXTENDS_INVALID .* extends: "r31.yaml" is one more than 32 files$/);
  });

  test("stays below the directory above the host file where there is no .git", () => {
    rmSync(join(root, ".git"), { recursive: true });
    write("x/roles/b.yaml", ROLE);
    write("roles/b.yaml", ROLE);
    write("x/hosts/a.yaml", `${HEAD}extends: [../roles/b.yaml]\n`);
    expect(load("x/hosts/a.yaml").sources).toHaveLength(2);
    write("x/hosts/a.yaml", `${HEAD}extends: [../../roles/b.yaml]\n`);
    expect(failure(() => load("x/hosts/a.yaml"))).toBe(
      'EXTENDS_INVALID x/hosts/a.yaml:3:11 extends: "../../roles/b.yaml" leads out of x');
  });

  test("lets later files win, entry by entry, and reports places in the file that won", () => {
    write("roles/b.yaml", `${ROLE}mode: observe
onDrift: report
sysctl:
  vm.a: {atLeast: 1, why: role}
  net/core/x: 1
  vm.role: 5
cpuPinning:
  - {unit: u.service, cpus: 1}
  - {unit: u.service, thread: t, cpus: 2}
`);
    const loaded = loadText(`${HEAD}extends: [../roles/b.yaml]
mode: enforce
sysctl: {vm.a: 0x10, net.core.x: 2}
cpuPinning: [{unit: u.service, cpus: "3"}]
`);
    expect(loaded.declaration).toEqual({
      apiVersion: "vexor/v1", host: "a", mode: "enforce", onDrift: "report",
      sysctl: { "vm.role": 5, "vm.a": 16, "net.core.x": 2 },
      cpuPinning: [
        { unit: "u.service", thread: "t", cpus: 2 }, { unit: "u.service", cpus: "3" },
      ],
    });
    const at = (...pointer: (string | number)[]): string => {
      const { file, line, column } = loaded.placeOf(pointer) ?? { file: "", line: 0, column: 0 };
      return `${file.replace(`${root}/`, "")}:${line}:${column}`;
    };
    expect(at("sysctl", "vm.role")).toBe("roles/b.yaml:7:3");
    expect(at("sysctl", "vm.a")).toBe(`${MAIN}:5:10`);
    expect(at("cpuPinning", 0, "thread")).toBe("roles/b.yaml:10:23");
    expect(at("cpuPinning", 1, "cpus")).toBe(`${MAIN}:6:32`);
    expect(at("onDrift")).toBe("roles/b.yaml:3:1");
    expect(loaded.placeOf(["irqAffinity", 0])).toBeNull();
    const raised = new VexorError("SYSCTL_REFUSED", "no", { at: ["sysctl", "vm.role"] });
    expect(failure(() => { throw withLocation(raised, loaded); })).toBe(
      "SYSCTL_REFUSED roles/b.yaml:7:3 no");
  });

  test("reads a file that is reached twice once, at its first place", () => {
    write("hosts/base.yaml", `${ROLE}sysctl: {vm.a: 1}\n`);
    write("hosts/b.yaml", `${ROLE}extends: [base.yaml]\nsysctl: {vm.a: 2}\n`);
    write("hosts/c.yaml", `${ROLE}extends: [base.yaml]\n`);
    const { declaration, sources } = loadText(`${HEAD}extends: [b.yaml, c.yaml]\n`);
    expect(declaration.sysctl).toEqual({ "vm.a": 2 });
    expect(sources.map(({ file }) => file.replace(`${root}/hosts/`, ""))).toEqual(
      ["base.yaml", "b.yaml", "c.yaml", "a.yaml"]);
  });
});
