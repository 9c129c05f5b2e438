/**
 * What planning may run and open, over every scenario and over hostile host files: programs of
 * shipped descriptors alone, asked from the fixed list, and no file but a regular one.
 */
import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadDeclaration } from "../src/edges/yaml/load-host-file.ts";
import { rootedPath } from "../src/edges/linux/rooted-path.ts";
import { allClients, stripReleaseSuffix } from "../src/detectors/clients/descriptors.ts";
import { VexorError } from "../src/engine/model/errors.ts";
import { isDeclaration } from "../src/engine/host-file/host-file.ts";
import type { HostFile } from "../src/engine/model/model.ts";
import type { Host } from "../src/ports/host.ts";
import { isProgramQuestion, type AskedProgram } from "../src/ports/programs.ts";
import { hostAt, planAt } from "./support/engine.ts";
import { buildTree, fileOf, readScenario, scenarioNames } from "./support/scenario.ts";
import { makeTree } from "./support/tree.ts";
import { SECTIONS } from "../src/resources/index.ts";
import { withPort } from "../src/ports/host.ts";
import fc from "./support/property.ts";

const RUNS = Number(process.env["VEXOR_FUZZ"] ?? 100);

interface Watched {
  readonly host: Host;
  readonly asked: AskedProgram[];
  /** What was opened, and is not a regular file or a directory. */
  readonly odd: string[];
}

const isOdd = (root: string, path: string): boolean => {
  const stats = statSync(rootedPath(root, path, true), { throwIfNoEntry: false });
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
};

/** A tree that is taken for the machine itself; every program says the same. */
const watched = (root: string, says: string | null): Watched => {
  const [asked, odd]: [AskedProgram[], string[]] = [[], []];
  const own = hostAt(root);
  const seen = <T>(path: string, act: () => T): T => {
    if (isOdd(root, path)) odd.push(path);
    return act();
  };
  return { asked, odd, host: { ...withPort(withPort(own, "questions", {
    ask: (questions) => questions.map(() => ({ status: null, body: "", problem: "silence" })) }), "programs", {
    askPrograms: (all) => {
      asked.push(...all);
      return all.map(() => ({ said: says, unasked: null }));
    } }), isTree: false, freeBytes: () => null,
    read: (path) => seen(path, () => own.read(path)),
    bytes: (path, limit) => seen(path, () => own.bytes(path, limit)) } };
};

const SHIPPED = new Set(Object.values(allClients()).flatMap(({ parts }) =>
  parts.filter(({ version, help }) => version ?? help).flatMap(({ exe }) => exe)));

const plan = ({ host }: Watched, declaration: HostFile): void => {
  try {
    planAt(host, declaration);
  } catch (error) {
    if (!(error instanceof VexorError) || error.code === "INTERNAL") throw error;
  }
};

const holds = ({ asked, odd }: Watched): void => {
  expect(odd).toEqual([]);
  const wrong = asked.filter(({ path, question }) => !isProgramQuestion(question)
    || !SHIPPED.has(stripReleaseSuffix(path.slice(path.lastIndexOf("/") + 1))));
  expect(wrong).toEqual([]);
};

describe("of a scenario, planning queries and opens only what it may", () => {
  test.each(scenarioNames())("%s", async (name) => {
    const root = buildTree(name, readScenario(name));
    try {
      const { declaration } = await loadDeclaration(fileOf(name, "host.yaml"), false, SECTIONS);
      const one = watched(root, "1.0");
      plan(one, { ...declaration, host: "test-host" });
      holds(one);
    } finally {
      execFileSync("rm", ["-rf", root]);
    }
  });
});

const EVIL = ["touch", "systemd-run", "reboot", "sh", "mkfs.ext4", "rm"];
const NAMES = [...EVIL, ...SHIPPED, "java", "node", "vexor", "mine"];
const WORDS = ["-rf", "--collect", "--version", "version", "PWN", "-c", "--help", "--property=X=1"];

const UNIT = "/etc/systemd/system/";

/** Everything that others may name is a pipe here. */
const hostile = (): string => {
  const root = makeTree({
    ...Object.fromEntries(NAMES.flatMap((name) => [[`/usr/bin/${name}`, ""], [`/opt/${name}/bin/${name}`, ""]])),
    "/home/eve/towers/": "", "/home/sol/bin/": "",
    [`${UNIT}a.service`]: "[Service]\nUser=sol\nExecStart=/opt/agave-validator/bin/agave-validator run --ledger /home/eve/towers --identity /home/eve/pipe\n",
    [`${UNIT}b.service`]: "[Service]\nUser=sol\nExecStart=/opt/fdctl/bin/fdctl run --config /home/eve/pipe\n",
    [`${UNIT}c.service`]: "[Service]\nUser=sol\nExecStart=/bin/sh /home/eve/pipe\n",
    [`${UNIT}d.service`]: "[Service]\nExecStart=/opt/touch/bin/touch --vote-account /home/eve/pipe\n",
    "/etc/passwd": "sol:x:1000:1000::/home/sol:/bin/sh\n",
    "/var/spool/cron/crontabs/eve": "@reboot sysctl -p /home/eve/pipe\n",
    "/proc/900/exe": "-> /opt/firedancer/bin/firedancer",
    "/proc/900/cmdline": "firedancer\0run\0--config\0/home/eve/pipe\0",
    "/proc/900/cgroup": "0::/user.slice\n", "/proc/900/status": "PPid:\t1\nUid:\t1001\t1001\t1001\t1001\n",
    "/proc/sys/net/core/rmem_max": "212992\n",
  });
  execFileSync("mkfifo", ["pipe", "towers/tower-1_9-4uQeVj5tqViQh7yWWGStvkEG1Zmhx6uasJtWCJziofM.bin"]
    .map((name) => join(root, "home/eve", name)));
  return root;
};

const someOf = (words: readonly string[]) => fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 3 });
const question = fc.oneof(fc.constantFrom(...WORDS), someOf(WORDS));
const part = fc.record({
  role: fc.constantFrom("validator", "beacon", "execution"), exe: someOf(NAMES),
  version: question, help: question, argv: someOf(["run", "vc"]), commandLineContains: someOf(["opt", "fdctl"]),
  identifyBy: fc.record({ version: fc.constantFrom("1.0", "Prysm"), flags: someOf(["--ledger"]) }, { requiredKeys: [] }),
  flags: fc.record({ config: someOf(["--config", "--vote-account"]), ledger: someOf(["--ledger"]),
    identity: someOf(["--identity"]) }, { requiredKeys: [] }),
}, { requiredKeys: ["role", "exe"] });
const clients = fc.dictionary(fc.constantFrom("mine", "agave", "fdctl", "jito"), fc.record({
  name: fc.constant("Mine"), family: fc.constantFrom("solana", "ethereum", "other"),
  parts: fc.array(part, { minLength: 1, maxLength: 3 }) }), { minKeys: 1, maxKeys: 3 });
const KEY = "4uQeVj5tqViQh7yWWGStvkEG1Zmhx6uasJtWCJziofM";
const hostFile = fc.record({
  apiVersion: fc.constant("vexor/v1"), host: fc.constant("test-host"), clients,
  client: fc.record({ active: fc.constantFrom("mine", "agave", "frankendancer", "jito"),
    unit: fc.constantFrom("a.service", "b.service", "d.service") }, { requiredKeys: ["active"] }),
  identity: fc.record({ pubkey: fc.constant(KEY), keypair: fc.constant("/home/eve/pipe"),
    tower: fc.constant("/home/eve/towers") }, { requiredKeys: ["pubkey", "keypair"] }),
  sysctl: fc.constant({ "net.core.rmem_max": 1048576 }),
}, { requiredKeys: ["apiVersion", "host", "clients"] });

describe("a host file with clients of its own", () => {
  const asksSomething = (value: unknown): boolean => /"(version|help)":(?!"(1\.0|Prysm)")/.test(JSON.stringify(value));

  test("is refused when it says what to ask, and only shipped questions are asked", () => {
    const root = hostile();
    const seen = { refused: 0, asked: 0 };
    fc.assert(fc.property(hostFile, (value) => {
      if (asksSomething(value)) {
        expect(isDeclaration(value)).toBe(false);
        seen.refused += 1;
      }
      // Also where no schema has been asked, as with a plan that an older Vexor has saved.
      const one = watched(root, "agave-validator 1.0");
      plan(one, value as unknown as HostFile);
      holds(one);
      seen.asked += one.asked.length;
    }), { numRuns: RUNS });
    expect(seen.refused).toBeGreaterThan(RUNS / 10);
    expect(seen.asked).toBeGreaterThan(0);
  }, 60_000 + 250 * RUNS);
});
