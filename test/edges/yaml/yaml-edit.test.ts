/**
 * Edits of a host file: what was not asked for keeps its bytes and its values, in every style that
 * YAML has; what cannot be had so is refused.
 */
import { describe, expect, test } from "vitest";
import { VexorError } from "../../../src/engine/model/errors.ts";
import { permittedIn, withoutSetting, type Document } from "../../../src/engine/host-file/setting-edits.ts";
import type { Section } from "../../../src/engine/host-file/section.ts";
import { editYaml } from "../../../src/edges/yaml/yaml-edit.ts";
import { readYaml } from "../../../src/edges/yaml/yaml.ts";
import { loadHostFile } from "../../../src/engine/host-file/host-file.ts";
import type { FileSource } from "../../../src/engine/host-file/host-file-source.ts";
import type { HostFile, Plan } from "../../../src/engine/model/model.ts";
import { digest } from "../../../src/edges/linux/hash.ts";
import type { Host } from "../../../src/ports/host.ts";
import { SECTIONS } from "../../../src/resources/index.ts";
import { awkwardFile, SYSCTLS, type AwkwardFile } from "../../support/awkward-yaml.ts";
import { hostAt, planAt, RESOURCES } from "../../support/engine.ts";
import { kernelDefaults, makeTree } from "../../support/tree.ts";
import { randomFrom, SEED, type Random } from "../../support/random.ts";

const read = (text: string): Document => readYaml(text.replace(/^\uFEFF/, ""), "h.yaml").value as Document;

const sectionOf = (address: string): Section => {
  const found = RESOURCES.find(({ kind }) => address.startsWith(`${kind}/`));
  if (!found) throw new Error(address);
  return found.section;
};
const nameOf = (address: string): string => address.slice(address.indexOf("/") + 1);

const permitted = (document: Document, address: string, from: string, why: string | null): Document => {
  const found = permittedIn(document, document, sectionOf(address),
    { name: nameOf(address), from, why, wanted: "1" });
  if (!found) throw new Error(`no entry of ${address}`);
  return found;
};

const without = (document: Document, address: string): Document => {
  const found = withoutSetting(document, sectionOf(address), nameOf(address));
  if (!found) throw new Error(`no entry of ${address}`);
  return found;
};

/** Null where it was refused, as an edit that cannot be had. */
const edited = (text: string, to: (document: Document) => Document): string | null => {
  try {
    return editYaml(text, "h.yaml", to(read(text)));
  } catch (error) {
    if (error instanceof VexorError && error.code === "HOST_FILE_EDIT") return null;
    throw error;
  }
};

/** Every scalar with its path. */
const flat = (value: unknown, path = ""): Map<string, unknown> => {
  if (typeof value !== "object" || value === null) return new Map([[path, value]]);
  return new Map(Object.entries(value).flatMap(([key, one]) => [...flat(one, `${path}|${key}`)]));
};

const isSubsequence = (short: string, long: string): boolean => {
  let at = 0;
  for (const char of long) if (short.startsWith(char, at)) at += char.length;
  return at === short.length;
};

const RUNS = Number(process.env["VEXOR_EDITS"] ?? 400);

const isReadable = ({ text }: AwkwardFile): boolean => {
  try {
    return read(text) !== null;
  } catch {
    return false; // an explicit key before a block is not always YAML
  }
};

const campaign = (act: (random: Random, file: AwkwardFile) => "done" | "refused") => {
  const random = randomFrom(SEED);
  const counts = { plain: { done: 0, refused: 0 }, hard: { done: 0, refused: 0 } };
  for (let run = 0; run < RUNS; run++) {
    const file = awkwardFile(random);
    if (!isReadable(file)) continue;
    counts[file.isHard ? "hard" : "plain"][act(random, file)] += 1;
  }
  return counts;
};

const inSection = (file: AwkwardFile, address: string): string => {
  const [key] = sectionOf(address).key.split("/");
  return `${file.text}\n--- ${address} in ${key}`;
};

describe("an accepted edit of a generated file", () => {
  test("that permits a value adds bytes, takes none away, and changes no other value", () => {
    const counts = campaign((random, file) => {
      const address = random.pick(file.addresses);
      const why = random.chance(0.5) ? random.pick(["because", "größer: \"x\" # y", "two\nlines", "no"]) : null;
      const now = edited(file.text, (document) => permitted(document, address, "4711", why));
      if (now === null) return "refused";
      const [old, fresh] = [flat(read(file.text)), flat(read(now))];
      const told = inSection(file, address);
      const moved = [...new Set([...old.keys(), ...fresh.keys()])].filter((path) =>
        old.get(path) !== fresh.get(path));
      // a plain value moves into the map that opens around it
      const own = moved.filter((path) => /\|(adopt\|from|why|value)$/.test(path)
        || old.get(path) === fresh.get(`${path}|value`));
      expect(moved, told).toEqual(own);
      expect([...fresh].filter(([path]) => path.endsWith("|adopt|from")).map(([, value]) => value), told).toContain(4711);
      if (why !== null) expect([...fresh.values()], told).toContain(why);
      const kept = [...old].some(([path]) => moved.includes(path) && /\|(adopt\|from|why)$/.test(path));
      if (!kept) expect(isSubsequence(file.text, now), `${told}\n---\n${now}`).toBe(true);
      expect(now.startsWith("\uFEFF")).toBe(file.text.startsWith("\uFEFF"));
      expect(/\r/.test(now) && /[^\r]\n/.test(now), now).toBe(false);
      return "done";
    });
    expect(counts.plain.done).toBeGreaterThan(counts.plain.refused * 9);
    expect(counts.hard.refused).toBeGreaterThan(0);
  });

  test("that takes a setting out leaves exactly the other pieces", () => {
    let exact = 0;
    const counts = campaign((random, file) => {
      const address = random.pick(file.addresses);
      const now = edited(file.text, (document) => without(document, address));
      if (now === null) return "refused";
      const told = `${inSection(file, address)}\n---\n${now}`;
      expect(isSubsequence(now, file.text), told).toBe(true);
      const [old, fresh] = [read(file.text), read(now)];
      expect(fresh, told).toEqual(without(old, address));
      const whole = file.pieces.filter(({ of }) => of === address || of === address.replace(/[^/]*$/, "*"));
      const unit = address.split("/")[1] ?? "";
      const staysInPart = address.startsWith("limits/") && JSON.stringify(fresh["limits"] ?? []).includes(unit);
      if (whole.length !== 1 || whole[0]?.text.includes("|+") || staysInPart || !Object.hasOwn(fresh, sectionOf(address).key)) return "done";
      exact += 1;
      const left = file.pieces.filter((piece) => piece !== whole[0]).map(({ text }) => text).join("");
      expect(now.replace(/(\r\n|\n)$/, ""), told).toBe(left.replace(/(\r\n|\n)$/, ""));
      return "done";
    });
    expect(exact).toBeGreaterThan(RUNS / 5);
    expect(counts.plain.done).toBeGreaterThan(counts.plain.refused * 9);
  });
});

/** Every key of the generator holds a value that an administrator's file has set. */
const customMachine = (): Host => hostAt(makeTree({
  ...kernelDefaults({}),
  ...Object.fromEntries(Object.entries(SYSCTLS).map(([key, value]) =>
    [`/proc/sys/${key.replaceAll(".", "/")}`, `${value}\n`])),
  "/etc/sysctl.d/60-my.conf": Object.entries(SYSCTLS).map(([key, value]) => `${key} = ${value}\n`).join(""),
}));

const sysctlsIn = (text: string): HostFile => {
  const files: FileSource = { read: (path) => (path.endsWith("h.yaml") ? text.replace(/^\uFEFF/, "") : ROLE),
    realpath: (path) => (path.startsWith("/") ? path : `/r/hosts/${path}`), exists: () => false, digest };
  const { declaration } = loadHostFile("h.yaml", files, readYaml, SECTIONS);
  return { apiVersion: "vexor/v1", host: "test-host", ...(declaration.sysctl ? { sysctl: declaration.sysctl } : {}) };
};
const ROLE = "apiVersion: vexor/v1\n";

const decisions = (plan: Plan, except: string) => plan.items.filter(({ address }) => address !== except)
  .map(({ address, action, to, reason }) => ({ address, action, to, reason }));

describe("a plan of an edited file", () => {
  test("adopts what is permitted, leaves out what is taken out, and does with all else what it did", () => {
    const machine = customMachine();
    let adopted = 0;
    campaign((random, file) => {
      const before = planAt(machine, sysctlsIn(file.text));
      const blocked = before.items.filter(({ adoptable }) => adoptable !== undefined);
      const item = blocked.length > 0 ? random.pick(blocked) : null;
      if (item === null) return "refused";
      const from = item.adoptable ?? "";
      const permittedText = edited(file.text, (document) => permitted(document, item.address, from, null));
      if (permittedText !== null) {
        const after = planAt(machine, sysctlsIn(permittedText));
        expect(after.items.find(({ address }) => address === item.address), permittedText)
          .toMatchObject({ action: "adopt", adopts: from });
        expect(decisions(after, item.address)).toEqual(decisions(before, item.address));
        adopted += 1;
      }
      const left = edited(file.text, (document) => without(document, item.address));
      if (left !== null) {
        expect(decisions(planAt(machine, sysctlsIn(left)), "")).toEqual(decisions(before, item.address));
      }
      return permittedText === null ? "refused" : "done";
    });
    expect(adopted).toBeGreaterThan(RUNS / 3);
  });
});

const HEAD = "apiVersion: vexor/v1\nhost: h\n";
const SWAP = "sysctl/vm.swappiness";
const permit = (text: string, address = SWAP) =>
  edited(HEAD + text, (document) => permitted(document, address, "60", "why not"))?.slice(HEAD.length) ?? null;
const remove = (text: string, address = SWAP) =>
  edited(HEAD + text, (document) => without(document, address))?.slice(HEAD.length) ?? null;

describe("how a permission is written", () => {
  test.each([
    ["a plain value", "sysctl:\n  vm.swappiness: 10   # low\n\n  kernel.panic: 1\n",
      "sysctl:\n  vm.swappiness:\n    value: 10   # low\n    adopt: {from: 60}\n    why: why not\n\n  kernel.panic: 1\n"],
    ["brackets", "sysctl: { vm.swappiness: { atMost: 0x10 } } # all\n",
      "sysctl: { vm.swappiness: { atMost: 0x10, adopt: {from: 60}, why: why not } } # all\n"],
    ["a plain value in brackets", "sysctl: {vm.swappiness: 10}\n",
      "sysctl: {vm.swappiness: {value: 10, adopt: {from: 60}, why: why not}}\n"],
    ["a permission for another value", "sysctl:\n  vm.swappiness:\n    adopt: {from: 5} # five\n    value: 10\n    why: >-\n      old\n      words\n",
      null],
    ["the same without a reason in block style", "sysctl:\n  vm.swappiness:\n    adopt: {from: 5} # five\n    why: 'old'\n    value: 10",
      "sysctl:\n  vm.swappiness:\n    adopt: {from: 60} # five\n    why: why not\n    value: 10"],
    ["JSON", "sysctl: {\"vm.swappiness\": {\"value\": 10}}\n",
      "sysctl: {\"vm.swappiness\": {\"value\": 10, \"adopt\": {\"from\": 60}, \"why\": \"why not\"}}\n"],
    ["a last line without an end", "sysctl:\r\n    vm.swappiness: {value: 10}\r\n    net.core.rmem_max:\r\n        atLeast: 1",
      "sysctl:\r\n    vm.swappiness: {value: 10, adopt: {from: 60}, why: why not}\r\n    net.core.rmem_max:\r\n        atLeast: 1"],
    ["an anchor", "sysctl:\n  vm.swappiness: &ten 10\n", null],
    ["a tag", "sysctl:\n  vm.swappiness: !!int 10\n", null],
    ["an alias above", "sysctl: &all\n  vm.swappiness: 10\n", null],
    ["brackets with remarks", "sysctl: {\n  vm.swappiness: {value: 10 # ten\n  }}\n", null],
  ])("%s", (_, before, after) => expect(permit(before)).toBe(after));

  test("a role's entry gets one of its own in the host file", () => {
    const document = read(HEAD);
    const merged = { ...document, sysctl: { "vm.swappiness": { atMost: 10 }, "kernel.panic": 1 } };
    const asked = { name: "vm.swappiness", from: "60", why: null, wanted: null };
    const wanted = permittedIn(document, merged, sectionOf(SWAP), asked);
    expect(editYaml(HEAD, "h.yaml", wanted ?? {})).toBe(`${HEAD}sysctl:\n  vm.swappiness:\n`
      + "    atMost: 10\n    adopt: {from: 60}\n");
  });

  test("an interrupt of a rule about several gets a rule of its own", () => {
    const text = "irqAffinity:\n  - match: {device: eth0}\n    cpus: 0-1\n    spread: each\n\n# end\n";
    expect(permit(text, "irq-affinity/eth0-rx-0")).toBe("irqAffinity:\n  - match: {device: eth0}\n    cpus: 0-1\n"
      + "    spread: each\n  - match: {name: eth0-rx-0}\n    cpus: 1\n    adopt: {from: 60}\n    why: why not\n\n# end\n"
        .replace("cpus: 1", "cpus: \"1\""));
  });

  test("a limit and a vote account have theirs where the schema wants it", () => {
    expect(permit("limits:\n- nofile: 10\n  unit: a.service\n", "limits/a.service/nofile"))
      .toBe("limits:\n- nofile:\n    value: 10\n    adopt: {from: 60}\n    why: why not\n  unit: a.service\n");
    expect(permit("identity:\n  pubkey: a\n  voteAccountKey:\n    keypair: /k\n  tower: /t\n", "identity/voteAccount"))
      .toBe("identity:\n  pubkey: a\n  voteAccountKey:\n    keypair: /k\n    adopt: {from: 60}\n  tower: /t\n  why: why not\n");
  });
});

describe("what goes with a setting that is taken out", () => {
  test.each([
    ["its remarks, and no others", "sysctl:\n  # apart\n\n  # swap\n  vm.swappiness: 10 # low\n  # panic\n  kernel.panic: 1\n",
      "sysctl:\n  # apart\n\n  # panic\n  kernel.panic: 1\n"],
    ["its section, when it was the only one", "# net\nsysctl:\n  vm.swappiness: 10\n  # later\nmode: observe\n",
      "  # later\nmode: observe\n"],
    ["its comma", "sysctl: {kernel.panic: 1, vm.swappiness: 10}\n", "sysctl: {kernel.panic: 1}\n"],
    ["nothing, where an alias would lead nowhere", "sysctl:\n  vm.swappiness: &x 10\n  kernel.panic: *x\n", null],
    ["nothing, from a line that begins with `?`", "sysctl:\n  ? vm.swappiness\n  : 10\n  kernel.panic: 1\n", null],
  ])("%s", (_, before, after) => expect(remove(before)).toBe(after));

  test("an entry of limits goes with its last limit", () => {
    const text = "limits:\n  - unit: a.service\n    nofile: 1\n    memlock: infinity\n  - {unit: b.service, nofile: 2}\n";
    const once = remove(text, "limits/a.service/nofile") ?? "";
    expect(once).toBe("limits:\n  - unit: a.service\n    memlock: infinity\n  - {unit: b.service, nofile: 2}\n");
    expect(remove(once, "limits/a.service/memlock")).toBe("limits:\n  - {unit: b.service, nofile: 2}\n");
  });
});
