import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { dump } from "js-yaml";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { declarationFiles } from "../../src/edges/files.ts";
import { readYaml } from "../../src/edges/yaml.ts";
import { VexorError } from "../../src/engine/errors.ts";
import {
  assertHost, loadHostFile, withPlace, type LoadedHostFile,
} from "../../src/engine/host-file.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "vexor-host-file-"));
  mkdirSync(join(root, ".git"));
});
afterEach(() => rmSync(root, { recursive: true }));

const MAIN = "hosts/a.yaml";
const HEAD = "apiVersion: vexor/v1\nhost: a\n";
const ROLE = "apiVersion: vexor/v1\n";

const write = (path: string, text: string | Uint8Array): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

const load = (path = MAIN): LoadedHostFile =>
  loadHostFile(join(root, path), declarationFiles, readYaml);

const loadText = (text: string | Uint8Array): LoadedHostFile => {
  write(MAIN, text);
  return load();
};

const caught = (work: () => unknown): VexorError => {
  try {
    work();
  } catch (error) {
    if (error instanceof VexorError) return error;
    throw error;
  }
  throw new Error("no error");
};

/** `CODE file:line:column message`, with paths relative to the repository. */
const failure = (work: () => unknown): string => {
  const { code, place, message } = caught(work);
  const where = place === null ? "-" : `${place.file}:${place.line}:${place.column}`;
  return `${code} ${where} ${message}`.replaceAll(`${root}/`, "").replaceAll(root, "ROOT");
};

const NUMBER = "one line of text or a plain number: no unit, no leading zero, no fraction " +
  "(134217728 or 0x8000000)";
const NAME = "a name such as net.core.rmem_max: parts of letters, digits, _ and -, " +
  "joined by single dots";

describe("bad input names its place and what was meant", () => {
  test.each([
    ["sysctls:\n  vm.a: 1", '3:1 unknown key "sysctls"; did you mean "sysctl"?'],
    ["vm.swappiness: 1", '3:1 unknown key "vm.swappiness"'],
    ["client: {active: agave}", '3:1 unknown key "client"'],
    ["sysctl:\n  vm.a: {atleast: 1}",
      '4:10 unknown key "atleast" in sysctl/vm.a; did you mean "atLeast"?'],
    ["sysctl: [a]", "3:9 sysctl must be a map; found a list"],
    ["sysctl:", "3:1 sysctl must be a map; found nothing"],
    ["sysctl:\n  vm.a: true",
      "4:9 sysctl/vm.a must be a whole number, text or a map; found true"],
    ["sysctl:\n  vm.a:", "4:3 sysctl/vm.a must be a whole number, text or a map; found nothing"],
    ["sysctl:\n  vm.a: {atLeast: false}",
      "4:19 sysctl/vm.a.atLeast must be a whole number or text; found false"],
    ...["1_000", "128M", "010", "0o17", "1.5", "1e6"].map((text) =>
      [`sysctl:\n  vm.a: ${text}`, `4:9 sysctl/vm.a must be ${NUMBER}; found "${text}"`]),
    ['sysctl:\n  vm.a: "1\\n2"', `4:9 sysctl/vm.a must be ${NUMBER}; found "1\\n2"`],
    ["sysctl:\n  ../../etc/passwd: 1", `4:3 the key "../../etc/passwd" in sysctl must be ${NAME}`],
    ["sysctl:\n  vm..a: 1", `4:3 the key "vm..a" in sysctl must be ${NAME}`],
    ['sysctl:\n  "vm.a\\nkernel.b": 1',
      `4:3 the key "vm.a\\nkernel.b" in sysctl must be ${NAME}`],
    ["sysctl:\n  vm.a: {}",
      "4:3 sysctl/vm.a needs exactly one of value, atLeast and atMost; found none of them"],
    ["sysctl:\n  vm.a: {value: 1, atLeast: 2}",
      "4:3 sysctl/vm.a needs exactly one of value, atLeast and atMost; found value and atLeast"],
    ["sysctl:\n  vm.a: {value: 1, adopt: {}}", '4:20 sysctl/vm.a.adopt needs the key "from"'],
    ["sysctl: {net/core/rmem_max: 1, net.core.rmem_max: 2}",
      "3:32 sysctl has two entries for the same thing; the other is in line 3"],
    ["mode: enforced",
      '3:7 mode must be "enforce" or "observe"; found "enforced"; did you mean "enforce"?'],
    ["cpuPinning: {unit: a}", "3:13 cpuPinning must be a list; found a map"],
    ["cpuPinning: [{cpus: 1}]", '3:14 cpuPinning[0] needs the key "unit"'],
    ["cpuPinning: [{unit: a.service, cpus: -1}]",
      "3:38 cpuPinning[0].cpus must be at least 0; found -1"],
    ["cpuPinning: [{unit: a.service, cpu: 1}]",
      '3:32 unknown key "cpu" in cpuPinning[0]; did you mean "cpus"?'],
    ["cpuPinning:\n- {unit: a.service, cpus: 1}\n- {unit: a.service, cpus: 2}",
      "5:3 cpuPinning has two entries for the same thing; the other is in line 4"],
    ["irqAffinity: [{match: {}, cpus: 1}]",
      "3:16 irqAffinity[0].match needs at least one of device, driver and name; " +
      "found none of them"],
    ["irqAffinity: [{match: {irq: 42}, cpus: 1}]",
      '3:24 unknown key "irq" in irqAffinity[0].match'],
    ["extends: b.yaml", '3:10 extends must be a list; found "b.yaml"'],
    ["extends: [b.yaml, b.yaml]", '3:19 extends lists "b.yaml" twice'],
  ])("%j", (body, expected) => {
    expect(failure(() => loadText(`${HEAD}${body}\n`))).toBe(
      `HOST_FILE_INVALID ${MAIN}:${expected}`);
  });

  test.each([
    ["", "HOST_FILE_INVALID", "1:1 a host file must be a map; found nothing"],
    ["- a\n", "HOST_FILE_INVALID", "1:1 a host file must be a map; found a list"],
    ["host: a\n", "HOST_FILE_INVALID", '1:1 a host file needs the key "apiVersion"'],
    [ROLE, "HOST_FILE_INVALID", '1:1 a host file needs the key "host"'],
    ["apiVersion: vexor/v2\nhost: a\n", "HOST_FILE_INVALID",
      '1:13 apiVersion must be "vexor/v1"; found "vexor/v2"'],
    [`${ROLE}host: 42\n`, "HOST_FILE_INVALID", "2:7 host must be text; found 42"],
    [`${HEAD}host: b\n`, "YAML_SYNTAX", '3:1 duplicate key "host"; line 2 has it already'],
    [Uint8Array.of(0xff, 0xfe, 0x41), "YAML_SYNTAX", "1:1 not UTF-8 text"],
  ])("%j as a whole", (text, code, expected) => {
    expect(failure(() => loadText(text))).toBe(`${code} ${MAIN}:${expected}`);
  });

  test("the hint fits the mistake", () => {
    const hint = (body: string): string => caught(() => loadText(`${HEAD}${body}\n`)).hint;
    expect(hint("sysctl: {vm.a: true}")).toMatch(/write 1 for on/);
    expect(hint("sysctl: {vm.a: 1_000}")).toMatch(/Write the digits out/);
    expect(hint("vm.a: 1")).toBe("Kernel parameters go under sysctl:.");
    expect(hint("extends: b.yaml")).toBe('Write it as a list: ["b.yaml"].');
    expect(hint("extends: [b.yaml]")).toMatch(/^Paths are relative/);
  });

  test("five of many, in the order of the text", () => {
    const body = ["a", "b", "c", "d", "e", "f", "g"].map((key) => `${key}: 1\n`).join("");
    expect(failure(() => loadText(HEAD + body)).split("\n")).toEqual([
      `HOST_FILE_INVALID ${MAIN}:3:1 unknown key "a"`,
      ...["b", "c", "d", "e"].map((key, i) => `${MAIN}:${i + 4}:1: unknown key "${key}"`),
      "and 2 more",
    ]);
  });

  test("what is no host file at all", () => {
    expect(failure(() => load("none.yaml"))).toBe("HOST_FILE_MISSING - none.yaml does not exist");
    expect(failure(() => load(".git"))).toBe("HOST_FILE_MISSING - .git is not a regular file");
    write(MAIN, HEAD);
    truncateSync(join(root, MAIN), 10 * 1024 * 1024);
    expect(failure(load)).toBe(
      `HOST_FILE_LIMIT ${MAIN}:1:1 10485760 bytes; a host file has 262144 at most`);
  });
});

describe("extends", () => {
  test.each([
    ["../../../etc/passwd", "leads out of ROOT"],
    ["/etc/passwd", "is an absolute path"],
    ["../roles/link.yaml", "is a link that leads out of ROOT"],
    ["a.yaml", "runs in a circle: hosts/a.yaml -> hosts/a.yaml"],
  ])("%s is refused", (name, problem) => {
    mkdirSync(join(root, "roles"));
    symlinkSync("/etc/passwd", join(root, "roles/link.yaml"));
    expect(failure(() => loadText(`${HEAD}extends: ["${name}"]\n`))).toBe(
      `EXTENDS_INVALID ${MAIN}:3:11 extends: "${name}" ${problem}`);
  });

  test("a missing file and a circle are errors of the file that names them", () => {
    expect(failure(() => loadText(`${HEAD}extends: [../roles/b.yaml]\n`))).toBe(
      `HOST_FILE_MISSING ${MAIN}:3:11 extends: "../roles/b.yaml" does not exist`);
    write("roles/b.yaml", `${ROLE}extends: [c.yaml]\n`);
    write("roles/c.yaml", `${ROLE}extends: [../roles/b.yaml]\n`);
    expect(failure(load)).toBe(
      'EXTENDS_INVALID roles/c.yaml:2:11 extends: "../roles/b.yaml" runs in a circle: ' +
      "roles/b.yaml -> roles/c.yaml -> roles/b.yaml");
  });

  test("eight levels and 32 files are the limits", () => {
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

  test("without .git the directory above the file's own is the limit", () => {
    rmSync(join(root, ".git"), { recursive: true });
    write("x/roles/b.yaml", ROLE);
    write("roles/b.yaml", ROLE);
    write("x/hosts/a.yaml", `${HEAD}extends: [../roles/b.yaml]\n`);
    expect(load("x/hosts/a.yaml").sources).toHaveLength(2);
    write("x/hosts/a.yaml", `${HEAD}extends: [../../roles/b.yaml]\n`);
    expect(failure(() => load("x/hosts/a.yaml"))).toBe(
      'EXTENDS_INVALID x/hosts/a.yaml:3:11 extends: "../../roles/b.yaml" leads out of x');
  });

  test("later files win, entry by entry, and places lead to the file that won", () => {
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
    expect(failure(() => { throw withPlace(raised, loaded); })).toBe(
      "SYSCTL_REFUSED roles/b.yaml:7:3 no");
  });

  test("a file reached twice counts once, where it is reached first", () => {
    write("hosts/base.yaml", `${ROLE}sysctl: {vm.a: 1}\n`);
    write("hosts/b.yaml", `${ROLE}extends: [base.yaml]\nsysctl: {vm.a: 2}\n`);
    write("hosts/c.yaml", `${ROLE}extends: [base.yaml]\n`);
    const { declaration, sources } = loadText(`${HEAD}extends: [b.yaml, c.yaml]\n`);
    expect(declaration.sysctl).toEqual({ "vm.a": 2 });
    expect(sources.map(({ file }) => file.replace(`${root}/hosts/`, ""))).toEqual(
      ["base.yaml", "b.yaml", "c.yaml", "a.yaml"]);
  });
});

test("numbers keep every digit", () => {
  const text = `${HEAD}sysctl:\n  vm.a: 0xffffffffffffffff\n  vm.b: 18446744073709551615\n` +
    '  vm.c: 0x8000000\n  vm.d: "4096 87380 134217728"\n  vm.e: yes\n';
  expect(loadText(text).declaration.sysctl).toEqual({
    "vm.a": "18446744073709551615", "vm.b": "18446744073709551615", "vm.c": 134217728,
    "vm.d": "4096 87380 134217728", "vm.e": "yes",
  });
});

test("a host file counts on its own machine; `any` only when -f names it", () => {
  const { declaration } = loadText(HEAD);
  expect(() => assertHost(declaration, "a", false)).not.toThrow();
  expect(caught(() => assertHost(declaration, "b", true)).message).toBe(
    "the host file is for a; this machine is b");
  const any = { ...declaration, host: "any" };
  expect(() => assertHost(any, "b", true)).not.toThrow();
  expect(caught(() => assertHost(any, "b", false))).toMatchObject(
    { code: "HOST_MISMATCH", at: ["host"] });
});

test("any valid declaration survives YAML", () => {
  const text = fc.constantFrom("fq", "on", "1 2 3");
  const scalar = fc.oneof(fc.maxSafeInteger().map((n) => n + 0), text);
  const part = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
  const name = fc.tuple(part, part).map((parts) => parts.join("."));
  const more = { why: fc.string(), onDrift: fc.constantFrom("correct", "report") };
  const permission = fc.record({ ...more, adopt: fc.record({ from: scalar }) },
    { requiredKeys: [], noNullPrototype: true });
  const bound = fc.tuple(fc.constantFrom("value", "atLeast", "atMost"), scalar, permission)
    .map(([key, value, rest]) => ({ [key]: value, ...rest }));
  const pinning = fc.record({ unit: part, cpus: fc.constantFrom("0-3", "1", 2), ...more },
    { requiredKeys: ["unit", "cpus"], noNullPrototype: true });
  const declaration = fc.record({
    apiVersion: fc.constant("vexor/v1"), host: part,
    mode: fc.constantFrom("enforce", "observe"),
    sysctl: fc.dictionary(name, fc.oneof(scalar, bound), { noNullPrototype: true }),
    cpuPinning: fc.uniqueArray(pinning, { selector: ({ unit }) => unit }),
  }, { requiredKeys: ["apiVersion", "host"], noNullPrototype: true });
  fc.assert(fc.property(declaration, (value) => {
    expect(loadText(dump(value, { noRefs: true })).declaration).toEqual(value);
  }), { numRuns: 300 });
});

test.each(["this-machine", "val-ams-1"])("the example %s loads", (name) => {
  const { declaration } = loadHostFile(`examples/hosts/${name}.yaml`, declarationFiles, readYaml);
  expect(declaration.sysctl).toHaveProperty(["net.core.rmem_max"]);
});
