/**
 * Whatever another process writes while Vexor writes is its own: it stays, and everything of ours
 * goes.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ApplyOptions } from "../../../src/engine/run/apply-context.ts";
import { asVexorError, VexorError } from "../../../src/engine/model/errors.ts";
import type { HostFile } from "../../../src/engine/model/model.ts";
import type { Host, LastLook } from "../../../src/ports/host.ts";
import { readRun } from "../../../src/engine/run/store.ts";
import { rollbackReason } from "../../../src/engine/run/revision-history.ts";
import { applyAt, hostAt, recoverAt, rollbackAt } from "../../support/engine.ts";
import { PowerCut } from "../../support/failing-host.ts";
import { within } from "../../support/pace.ts";
import { SAMPLES } from "../../support/samples.ts";
import { withStranger, type Watched } from "../../support/stranger.ts";
import { changed, kernelDefaults, makeTree, snapshotTree } from "../../support/tree.ts";
import fc from "../../support/property.ts";
import { hostFile } from "../../support/host-file.ts";

const KINDS = ["sysctl", "irq-affinity", "cpu-pinning"];
const samples = KINDS.flatMap((kind) => SAMPLES[kind] ?? []);
const FILES = Object.assign({}, ...samples.map(({ files }) => files)) as Record<string, string>;
const DECLARED = Object.assign({}, ...samples.map(({ declaration }) => declaration)) as HostFile;
const DECLARATION: HostFile = { ...DECLARED,
  sysctl: { ...DECLARED.sysctl, "vm.dirty_bytes": 268435456 } };

const SYSCTLS = "/proc/sys/";
const OURS = "/etc/sysctl.d/90-vexor-agent.conf";
const DROP_IN = "/etc/systemd/system/validator.service.d/90-vexor-agent.conf";
const thread = (cpus: string): string =>
  `Name:\tworker\nPid:\t901\nCpus_allowed_list:\t${cpus}\n`;

/** What another process writes; `wanted` is what Vexor is about to write there as well. */
interface Theirs {
  readonly path: string;
  readonly text: string;
  /** The key that the kernel makes zero along with it. */
  readonly zeroes?: string;
  readonly wanted?: true;
}

const others: readonly Theirs[] = [
  { path: `${SYSCTLS}vm/swappiness`, text: "33\n" },
  { path: `${SYSCTLS}net/core/rmem_max`, text: "7\n" },
  { path: `${SYSCTLS}vm/dirty_bytes`, text: "1048576\n", zeroes: `${SYSCTLS}vm/dirty_ratio` },
  { path: `${SYSCTLS}vm/dirty_ratio`, text: "33\n", zeroes: `${SYSCTLS}vm/dirty_bytes` },
  { path: "/proc/irq/24/smp_affinity_list", text: "3\n" },
  { path: "/proc/900/task/901/status", text: thread("6") },
  { path: OURS, text: "# mine\nkernel.panic = 5\n" },
  { path: DROP_IN, text: "[Service]\nCPUAffinity=7\n" },
];

const wanted = (swappiness: string, irq: string, cpus: string): readonly Theirs[] => [
  { path: `${SYSCTLS}vm/swappiness`, text: `${swappiness}\n`, wanted: true },
  { path: "/proc/irq/25/smp_affinity_list", text: `${irq}\n`, wanted: true },
  { path: "/proc/900/task/901/status", text: thread(cpus), wanted: true },
];

const THEIRS = {
  apply: [...others, ...wanted("10", "1", "2-5")],
  rollback: [...others, ...wanted("60", "0-7", "0-7")],
} as const;

const write = (root: string, { path, text, zeroes }: Theirs): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  if (zeroes) writeFileSync(join(root, zeroes), "0\n");
};

type Verb = keyof typeof THEIRS;

const machineFor = async (verb: Verb) => {
  const root = makeTree(FILES);
  const host = hostAt(root);
  const run = verb === "rollback" ? (await applyAt(host, DECLARATION)).run : 0;
  return { root, host, run };
};

/** Null where all went well. */
const runVerb = async (verb: Verb, host: Watched, run: number): Promise<VexorError | null> => {
  try {
    const { failure } = verb === "apply" ? await applyAt(host, DECLARATION) : await rollbackAt(host, run);
    return failure;
  } catch (error) {
    return asVexorError(error);
  }
};

const quiet = async (verb: Verb) => {
  const { root, host, run } = await machineFor(verb);
  const before = snapshotTree(root);
  const counting = withStranger(host, Infinity, () => undefined);
  expect(await runVerb(verb, counting, run)).toBeNull();
  return { before, after: snapshotTree(root), steps: counting.steps() };
};

const nameIn = (path: string): string => /\/task\/(\d+)\//.exec(path)?.[1] ?? path;

/** Values of the kernel: what a run changes live, whatever becomes of boot files. */
const isLive = (path: string): boolean => path.startsWith("/proc/");

const RUNS = Number(process.env["VEXOR_RACES"] ?? 40);

describe.each(["apply", "rollback"] as const)("%s", (verb) => {
  test("never overwrites what another process writes between two of its steps", { timeout: within(120_000) },
    async () => {
      const { before, after, steps } = await quiet(verb);
      await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: steps }), fc.constantFrom(...THEIRS[verb]),
        async (step, theirs) => {
          const { root, host, run } = await machineFor(verb);
          const watched = withStranger(host, step, () => write(root, theirs));
          const failure = await runVerb(verb, watched, run);
          const end = snapshotTree(root);
          const own = new Set([theirs.path, theirs.zeroes ?? ""]);
          // A write to one half of a coupled key is a write to the other half, too.
          const isOver = watched.writtenBefore()?.some((one) => one === nameIn(theirs.path)
            || one === theirs.zeroes) ?? false;
          // After our write, an equal value shows no owner; and a value that stands there before we
          // read ours back may be what the kernel has made of it.
          const untold = isOver && (theirs.wanted === true || failure?.message.includes("was written") === true
            || failure?.message.includes("after restoring") === true);
          const text = readFileSync(join(root, theirs.path), "utf8");
          if (!untold) expect(text, `${failure?.message}`).toContain(theirs.text);
          for (const [path, text] of Object.entries(end)) {
            if (own.has(path) || !isLive(path) || path.includes("effective")) continue;
            expect([before[path], ...failure ? [] : [after[path]]], path).toContain(text);
          }
        }), { numRuns: RUNS });
    });
});

const SWAPPINESS = "/proc/sys/vm/swappiness";
const RMEM = "/proc/sys/net/core/rmem_max";

const sysctls = (sysctl: Record<string, number>): HostFile => hostFile({ sysctl });

/** Another process writes right before the last look that precedes our write of a path. */
const before = (host: Host, path: string, act: () => void): Host => ({ ...host,
  put: (one, value, last) => host.put(one, value, () => {
    if (one === path) act();
    last?.();
  }) });

describe("a run that finds another process's value at its target", () => {
  const raced = async (more: Partial<ApplyOptions> = {}) => {
    const root = makeTree(FILES);
    const host = hostAt(root);
    const rival = before(host, SWAPPINESS, () => writeFileSync(join(root, SWAPPINESS), "7\n"));
    const result = await applyAt(rival, DECLARATION, undefined, more);
    return { root, host, result };
  };

  test("reports what was found and what was expected, and is rolled back", async () => {
    const pristine = snapshotTree(makeTree(FILES));
    const { root, host, result: { run, failure, undone } } = await raced();
    expect(failure).toMatchObject({ code: "VALUE_MOVED", message: "sysctl/vm.swappiness: "
      + "sysctl:vm/swappiness holds 7; the plan expects 60 there: it was changed since the plan was made" });
    expect(undone).toEqual({ conflicts: [], failed: [] });
    expect(changed(pristine, snapshotTree(root))).toEqual([SWAPPINESS]);
    expect(readRun(host, run)?.journal).toContainEqual(expect.objectContaining(
      { type: "unwritten", targets: expect.arrayContaining(["sysctl:vm/swappiness"]) }));
  });

  test("leaves a later value of the same batch that another process has set as wanted", async () => {
    const root = makeTree(FILES);
    const rival = before(hostAt(root), SWAPPINESS, () => {
      writeFileSync(join(root, SWAPPINESS), "7\n");
      writeFileSync(join(root, RMEM), "134217728\n");
    });
    const { failure } = await applyAt(rival, DECLARATION);
    expect(failure?.code).toBe("VALUE_MOVED");
    expect([SWAPPINESS, RMEM].map((path) => readFileSync(join(root, path), "utf8"))).toEqual(["7\n", "134217728\n"]);
  });

  test("does not mark the revision as rolled back", async () => {
    const { host, result } = await raced();
    const run = readRun(host, result.run);
    if (!run) throw new Error("no run");
    host.replace(`/var/lib/vexor-agent/runs/${run.id}/plan.json`,
      JSON.stringify({ ...run.plan, source: { file: "host.yaml", commit: "abc" } }));
    expect(rollbackReason(host, { commit: "abc" })).toBeNull();
  });
});

test("a value that another process writes in the moment of an undo stays", async () => {
  const root = makeTree(FILES);
  const host = hostAt(root);
  const rival: Host = { ...host, put: (path, value, last) => {
    if (path === RMEM) throw new VexorError("HOST_WRITE", `cannot write ${path}: EINVAL`, { errno: "EINVAL" });
    host.put(path, value, () => {
      if (path === SWAPPINESS && value === "60") writeFileSync(join(root, SWAPPINESS), "33\n");
      last?.();
    });
  } };
  const { failure, undone } = await applyAt(rival, DECLARATION);
  expect(failure).toMatchObject({ code: "HOST_WRITE", errno: "EINVAL",
    message: `sysctl/net.core.rmem_max: cannot write ${RMEM}: EINVAL` });
  expect(undone).toMatchObject({ failed: [], conflicts: [{ target: "sysctl:vm/swappiness", found: "33" }] });
  expect(readFileSync(join(root, SWAPPINESS), "utf8")).toBe("33\n");
});

test("a value that another process wrote over ours stays when the run crashes two values later", async () => {
  const root = makeTree(FILES);
  const host = hostAt(root);
  let isDead = false;
  const mortal = <A extends unknown[]>(call: (...args: A) => void) => (...args: A): void => {
    if (isDead) throw new PowerCut();
    call(...args);
  };
  const dying: Host = { ...host, append: mortal(host.append), replace: mortal(host.replace),
    clearTemp: mortal(host.clearTemp), put: mortal((path: string, value: string, last?: LastLook) => {
      if (path !== RMEM) return host.put(path, value, last);
      writeFileSync(join(root, SWAPPINESS), "33\n");
      isDead = true;
      throw new PowerCut();
    }) };
  await applyAt(dying, sysctls({ "vm.swappiness": 10, "vm.dirty_bytes": 268435456,
    "net.core.rmem_max": 134217728 })).catch(() => undefined);
  const recovered = await recoverAt(host);
  expect(recovered).toMatchObject({ did: "undone",
    result: { failed: [], conflicts: [expect.objectContaining({ target: "sysctl:vm/swappiness", found: "33" })] } });
  expect([SWAPPINESS, RMEM].map((path) => readFileSync(join(root, path), "utf8"))).toEqual(["33\n", "212992\n"]);
});

describe("a side effect of the run's own write", () => {
  const FORWARD = "/proc/sys/net/ipv4/ip_forward";
  const conf = (name: string): string => `/proc/sys/net/ipv4/conf/${name}/forwarding`;
  const ROUTER = { ...FILES, [FORWARD]: "0\n", [conf("all")]: "0\n", [conf("eth0")]: "0\n",
    "/proc/sys/net/ipv4/conf/all/accept_redirects": "1\n",
    ...kernelDefaults({ "net.ipv4.ip_forward": "0", "net.ipv4.conf.all.forwarding": "0",
        "net.ipv4.conf.eth0.forwarding": "0", "net.ipv4.conf.all.accept_redirects": "1" }) };

  /** As the kernel does: forwarding goes to every interface, and turns redirects off. */
  const routing = (root: string): Host => {
    const host = hostAt(root);
    return { ...host, put: (path, value, last) => {
      host.put(path, value, last);
      if (path !== FORWARD) return;
      for (const one of [conf("all"), conf("eth0")]) writeFileSync(join(root, one), `${value}\n`);
      writeFileSync(join(root, "/proc/sys/net/ipv4/conf/all/accept_redirects"), value === "0" ? "1\n" : "0\n");
    } };
  };
  const DECLARED_TWICE = sysctls({ "net.ipv4.ip_forward": 1, "net.ipv4.conf.eth0.forwarding": 1 });

  test("is expected at later targets, in apply and rollback", async () => {
    const root = makeTree(ROUTER);
    const [host, pristine] = [routing(root), snapshotTree(root)];
    const { run, failure } = await applyAt(host, DECLARED_TWICE);
    expect(failure).toBeNull();
    expect((await rollbackAt(host, run)).failure).toBeNull();
    expect(changed(pristine, snapshotTree(root))).toEqual([]);
  });

  test("does not hide another process's write to a coupled key", async () => {
    const root = makeTree(ROUTER);
    const redirects = "/proc/sys/net/ipv4/conf/all/accept_redirects";
    const host = before(routing(root), FORWARD, () => writeFileSync(join(root, redirects), "0\n"));
    const { failure } = await applyAt(host,
      sysctls({ "net.ipv4.conf.eth0.forwarding": 1, "net.ipv4.ip_forward": 1 }));
    expect(failure).toMatchObject({ code: "VALUE_MOVED", message: expect.stringContaining("ip_forward") });
    expect([redirects, FORWARD].map((path) => readFileSync(join(root, path), "utf8"))).toEqual(["0\n", "0\n"]);
  });

  test("does not hide another process's earlier write", async () => {
    const root = makeTree(ROUTER);
    const host = before(routing(root), FORWARD, () => writeFileSync(join(root, conf("eth0")), "1\n"));
    const { failure } = await applyAt(host, DECLARED_TWICE);
    expect(failure?.code).toBe("VALUE_MOVED");
    expect(readFileSync(join(root, conf("eth0")), "utf8")).toBe("1\n");
    expect(readFileSync(join(root, FORWARD), "utf8")).toBe("0\n");
  });
});
