import { execFileSync } from "node:child_process";
import { truncateSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { dump } from "js-yaml";
import { describe, expect, test } from "vitest";
import { within } from "../../support/pace.ts";
import { declarationFiles } from "../../../src/edges/yaml/host-file-reader.ts";
import { readYaml } from "../../../src/edges/yaml/yaml.ts";
import { VexorError } from "../../../src/engine/model/errors.ts";
import type { YamlReader } from "../../../src/engine/host-file/host-file-source.ts";
import { assertHost, loadHostFile } from "../../../src/engine/host-file/host-file.ts";
import { caught, failure, HEAD, load, loadText, MAIN, ROLE, root, write } from "../../support/repository.ts";
import { SECTIONS } from "../../../src/resources/index.ts";
import fc from "../../support/property.ts";
import { ROOT } from "../../support/paths.ts";

const NUMBER = "one line of text or a plain number: no unit, no leading zero, no fraction " +
  "(134217728 or 0x8000000)";
const NAME = "a name such as net.core.rmem_max: parts of letters, digits, _ and -, " +
  "joined by single dots";

describe("bad input names its place and what was meant", () => {
  test.each([
    ["sysctls:\n  vm.a: 1", '3:1 unknown key "sysctls"; did you mean "sysctl"?'],
    ["vm.swappiness: 1", '3:1 unknown key "vm.swappiness"'],
    ...["*.service", "sol.service\\nx.service", "sol", "../sol.service", "-x.service", "a b.service"]
      .map((unit) => [`client: {active: agave, unit: "${unit}"}`,
        `3:31 client.unit must be a service's full name; found "${unit}"`]),
    ['client: {active: "agave,fd"}', '3:18 client.active must be the name of a client; found "agave,fd"'],
    ["client: {active: agave, probe: 'file:///x'}", '3:32 client.probe must be a URL; found "file:///x"'],
    ["client: {active: agave, dual: on}", '3:31 client.dual must be "off" or "auto"; found "on"'],
    ["client: {activ: agave}", '3:10 unknown key "activ" in client; did you mean "active"?'],
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
    ["", "HOST_FILE_INVALID", "1:1 the file must be a map; found nothing"],
    ["- a\n", "HOST_FILE_INVALID", "1:1 the file must be a map; found a list"],
    ["host: a\n", "HOST_FILE_INVALID", '1:1 the file is not a host file: it has no key "apiVersion"'],
    [ROLE, "HOST_FILE_INVALID", '1:1 a host file needs the key "host"'],
    ["apiVersion: vexor/v2\nhost: a\n", "HOST_FILE_INVALID",
      '1:13 apiVersion must be "vexor/v1"; found "vexor/v2"'],
    [`${ROLE}host: 42\n`, "HOST_FILE_INVALID", "2:7 host must be text; found 42"],
    [`${HEAD}host: b\n`, "YAML_SYNTAX", '3:1 duplicate key "host"; line 2 has it already'],
    [Uint8Array.of(0xff, 0xfe, 0x41), "YAML_SYNTAX", "1:1 not UTF-8 text"],
  ])("%j as a whole", (text, code, expected) => {
    expect(failure(() => loadText(text))).toBe(`${code} ${MAIN}:${expected}`);
  });

  test.each([
    "irqAffinity: [{match: {device: LONG}, cpus: 1}]",
    "irqAffinity: [{match: {driver: LONG}, cpus: 1}]",
    "irqAffinity: [{match: {name: LONG}, cpus: 1}]",
    "irqAffinity: [{match: {name: a}, cpus: 1, adopt: {from: LONG}}]",
    "cpuPinning: [{unit: LONG, cpus: 1}]",
    "cpuPinning: [{unit: a.service, thread: LONG, cpus: 1}]",
    "sysctl: {vm.LONG: 1}",
    "sysctl: {kernel.core_pattern: LONG}",
    "sysctl: {vm.swappiness: {atLeast: LONG}}",
    "identity: {pubkey: LONG, keypair: /LONG}",
    "identity: {unstaked: /LONG, voteAccount: LONG}",
    "client: {active: LONG}",
    "maintenance: {allow: [{cron: LONG 9 * * 1-5, duration: 8h}]}",
    "maintenance: {allow: [{cron: 0 9 * * 1-5, duration: 8h, timeZone: LONG}]}",
    "health: {checks: [{url: http://LONG}]}",
    "health: {checks: [{command: [/LONG]}]}",
    "health: {checks: [{metric: {url: http://a/, name: LONG, atLeast: 1}}]}",
    "LONG: 1",
  ])("a text that is too long is refused in few words: %j", (body) => {
    const says = failure(() => loadText(`${HEAD}${body.replaceAll("LONG", "a".repeat(66_000))}\n`));
    expect(says).toMatch(/^HOST_FILE_INVALID /);
    expect(says.length).toBeLessThan(600);
  });

  test.each(["5h", "241m", "1d", "999999d", "10000s"])("the host does not wait for %s", (time) => {
    for (const key of ["holdFor", "within"]) {
      expect(failure(() => loadText(`${HEAD}health: {${key}: ${time}, checks: [{client: healthy}]}\n`)))
        .toMatch(/4h at most/);
    }
  });

  test.each(["30s", "15m", "240m", "4h"])("the host may wait for %s", (time) => {
    expect(loadText(`${HEAD}health: {holdFor: ${time}, checks: [{client: healthy}]}\n`).declaration.health)
      .toEqual({ holdFor: time, checks: [{ client: "healthy" }] });
  });

  test("the hint fits the mistake", () => {
    const hint = (body: string): string => caught(() => loadText(`${HEAD}${body}\n`)).hint;
    expect(hint("sysctl: {vm.a: true}")).toMatch(/write 1 for on/);
    expect(hint("sysctl: {vm.a: 1_000}")).toMatch(/Write the digits out/);
    expect(hint("vm.a: 1")).toBe("Kernel parameters go under sysctl:.");
    expect(hint("extends: b.yaml")).toBe('Write it as a list: ["b.yaml"].');
    expect(hint("extends: [b.yaml]")).toMatch(/^Paths are relative/);
  });

  test("five of many are reported, in the order of the text", () => {
    const body = ["a", "b", "c", "d", "e", "f", "g"].map((key) => `${key}: 1\n`).join("");
    expect(failure(() => loadText(HEAD + body)).split("\n")).toEqual([
      `HOST_FILE_INVALID ${MAIN}:3:1 unknown key "a"`,
      ...["b", "c", "d", "e"].map((key, i) => `${MAIN}:${i + 4}:1: unknown key "${key}"`),
      "and 2 more",
    ]);
  });

  test("a text that is not a host file at all is refused", () => {
    expect(failure(() => load("none.yaml"))).toBe("HOST_FILE_MISSING - none.yaml does not exist");
    expect(failure(() => load(".git"))).toBe("HOST_FILE_MISSING - .git is not a regular file");
    write(MAIN, HEAD);
    truncateSync(join(root, MAIN), 10 * 1024 * 1024);
    expect(failure(load)).toBe(
      `HOST_FILE_LIMIT ${MAIN}:1:1 10485760 bytes; a host file has 262144 at most`);
  });
});

describe("a file that is not a host file is not repeated in any message", () => {
  const SHADOW = ["root:$y$SECRET:19000:0:99999:7:::", "daemon:*SECRET:19000:0:99999:7:::"];
  test.each([
    [SHADOW.join("\n"), "the file is not a host file"],
    [SHADOW[0] ?? "", "the file is not a host file"],
    ["SECRET", "the file must be a map; found text"],
    ["-----BEGIN KEY-----\nSECRET\n-----END KEY-----\n", "the file must be a map; found text"],
    ["a: SECRET\n---\nb: SECRET\n", "documents in one file"],
    ["*SECRET$y$x\n", "not valid YAML"],
    ["password: SECRET\nhost: SECRET\n", "the file is not a host file"],
    ["$y$SECRET: 1\n$y$SECRET: 2\n", "duplicate key"],
    [`${HEAD}$y$SECRET: 1\n`, "unknown key that is not repeated here"],
  ])("%j", (text, says) => {
    const error = caught(() => loadText(text));
    expect(error.message).toContain(says);
    expect(error.message + error.hint).not.toContain("SECRET");
  });

  test("but a slip in the key that every host file has is", () => {
    expect(failure(() => loadText("apiVerison: vexor/v1\nhost: a\n")))
      .toContain('unknown key "apiVerison"; did you mean "apiVersion"?');
  });
});

test("a pipe is refused without waiting for it", () => {
  const pipe = join(root, "pipe");
  execFileSync("mkfifo", [pipe]);
  const script = 'const { declarationFiles } = await import("./src/edges/yaml/host-file-reader.ts");' +
    "try { declarationFiles.read(process.argv[1], 'f'); } catch (e) { console.log(e.message); }";
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", script, pipe],
    { encoding: "utf8", timeout: within(10_000) });
  expect(output).toBe("f is not a regular file\n");
});

test("a number keeps every digit", () => {
  const text = `${HEAD}sysctl:\n  vm.a: 0xffffffffffffffff\n  vm.b: 18446744073709551615\n` +
    '  vm.c: 0x8000000\n  vm.d: "4096 87380 134217728"\n  vm.e: yes\n';
  expect(loadText(text).declaration.sysctl).toEqual({
    "vm.a": "18446744073709551615", "vm.b": "18446744073709551615", "vm.c": 134217728,
    "vm.d": "4096 87380 134217728", "vm.e": "yes",
  });
});

test("a thread is a name of any length or a glob", () => {
  for (const thread of ["solPohTickProd", "solana-turbine-retransmit-*", "a name longer than 15"]) {
    const { declaration } = loadText(
      `${HEAD}cpuPinning: [{unit: a.service, thread: "${thread}", cpus: 1}]\n`);
    expect(declaration.cpuPinning?.[0]?.thread).toBe(thread);
  }
  for (const thread of ["", "   ", "a\\nb"]) {
    const body = `cpuPinning: [{unit: a.service, thread: "${thread}", cpus: 1}]\n`;
    expect(failure(() => loadText(HEAD + body))).toContain(
      "thread must be a thread's name, or a glob over names; found");
  }
});

test("a host file is accepted on its own machine, and `any` only when -f names it", () => {
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

test("any shape is accepted or refused by a VexorError with a place", () => {
  const keys = ["apiVersion", "host", "extends", "mode", "sysctl", "irqAffinity", "cpuPinning",
    "match", "cpus", "unit", "thread", "value", "atLeast", "adopt", "from", "why", "vm.a", "0",
    "a/b~c", "toString", ""];
  const { shape } = fc.letrec<{ shape: unknown }>((tie) => ({
    shape: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(null, true, 1, -1, "", "a", "0-3", "1_000", "vexor/v1", [], {}),
      fc.constant("\u0000\u202e"),
      fc.array(tie("shape"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...keys), tie("shape"), { maxKeys: 5, noNullPrototype: true }),
    ),
  }));
  const file = fc.dictionary(fc.constantFrom(...keys), shape, { noNullPrototype: true });
  fc.assert(fc.property(file, fc.boolean(), (value, isHeaded) => {
    const head = isHeaded ? { apiVersion: "vexor/v1", host: "a" } : {};
    try {
      loadText(dump({ ...value, ...head }, { noRefs: true }));
    } catch (error) {
      expect(error).toBeInstanceOf(VexorError);
      expect((error as VexorError).code).not.toBe("INTERNAL");
      expect((error as VexorError).place?.line).toBeGreaterThan(0);
      expect((error as VexorError).message).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    }
  }), { numRuns: 1500 });
});

const EXAMPLES = join(ROOT, "examples/hosts");
const SOLANA = { "net.core.rmem_max": { atLeast: 134217728 }, "net.core.wmem_max": { atLeast: 134217728 },
  "vm.max_map_count": { atLeast: 1000000 }, "fs.nr_open": { atLeast: 1000000 },
  "vm.swappiness": { atMost: 10 } };
const DECLARED: Readonly<Record<string, object>> = {
  "this-machine.yaml": { apiVersion: "vexor/v1", host: "any", sysctl: SOLANA },
  "val-ams-1.yaml": { apiVersion: "vexor/v1", host: "val-ams-1", mode: "enforce", onDrift: "correct",
    sysctl: { ...SOLANA, "vm.swappiness": 1, "net.ipv4.tcp_rmem": "4096 131072 134217728",
      "vm.max_map_count": { atLeast: 1000000, adopt: { from: 262144 },
        why: "Agave refuses to start below it" },
      "kernel.numa_balancing": { value: 0, onDrift: "report" } },
    sysfs: { "devices/system/cpu/cpufreq/policy*/scaling_governor": "performance",
      "block/nvme0n1/queue/read_ahead_kb": { value: 16, adopt: { from: 128 }, why: "accounts are read at random" } },
    irqAffinity: [
      { match: { device: "eth0" }, cpus: "0,24", spread: "each", irqbalance: "ban" },
      { match: { name: "mlx5_async*" }, cpus: "0,24", spread: "all" }],
    cpuPinning: [
      { unit: "agave-validator.service", cpus: "1-23,25-47" },
      { unit: "agave-validator.service", thread: "solPohTickProd", cpus: "1",
        why: "no neighbour on its core" }] },
};

test.each(readdirSync(EXAMPLES))("the example %s declares what it shows, merged with its role", (name) => {
  const { declaration } = loadHostFile(join(EXAMPLES, name), declarationFiles, readYaml, SECTIONS);
  expect(declaration).toEqual(DECLARED[name]);
});

test("of very many mistakes only some are located in the text", () => {
  write(MAIN, HEAD + Array.from({ length: 20_000 }, (_, at) => `k${at}: 1\n`).join(""));
  let places = 0;
  const reader: YamlReader = (text, file) => {
    const document = readYaml(text, file);
    return { ...document, placeOf: (...asked) => {
      places += 1;
      return document.placeOf(...asked);
    } };
  };
  expect(caught(() => loadHostFile(join(root, MAIN), declarationFiles, reader, SECTIONS)).message)
    .toMatch(/^unknown key "k0"[^]*and 19995 more$/);
  expect(places).toBeLessThan(1000);
});
