/** What systemd says of the sandbox of each unit is what SECURITY.md states. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { propertiesFor } from "../../src/edges/agent/sandboxed-unit.ts";
import { healthUnit } from "../../src/edges/health/unit.ts";
import { RESOURCES } from "../support/engine.ts";
import { exposureIn, statedExposures } from "../support/exposure.ts";

/** The build puts the text into the executable. */
vi.mock("../../packaging/systemd/vexor-operate@.service", async () => {
  const { readFile } = await import("node:fs/promises");
  const file = new URL("../../packaging/systemd/vexor-operate@.service", import.meta.url);
  return { default: await readFile(file, "utf8") };
});

const UNITS = join(import.meta.dirname, "../../packaging/systemd");
/** Another version scores differently. */
const isThere = (spawnSync("systemd-analyze", ["--version"], { encoding: "utf8" }).stdout ?? "")
  .startsWith("systemd 252 ");

const analyzed = (path: string): string | undefined => exposureIn(spawnSync("systemd-analyze",
  ["security", "--no-pager", "--offline=true", path], { encoding: "utf8" }).stdout);

const writeRights = RESOURCES.flatMap((one) => one.writeRights ?? []);
const unitFor = (...writablePaths: readonly string[]) => propertiesFor({ writablePaths, writeRights });

const transient = (properties: readonly string[]): string | undefined => {
  const directory = mkdtempSync(join(tmpdir(), "vexor-exposure-"));
  try {
    const path = join(directory, "x.service");
    writeFileSync(path, ["[Service]", "ExecStart=/usr/bin/vexor", ...properties, ""].join("\n"));
    return analyzed(path);
  } finally {
    rmSync(directory, { recursive: true });
  }
};

describe.skipIf(!isThere && !process.env["CI"])("the exposure of", () => {
  const files = readdirSync(UNITS).filter((name) => name.endsWith(".service"));
  const stated = statedExposures();

  test.each(files)("%s", (name) => expect(analyzed(join(UNITS, name))).toBe(stated.get(name)));

  test("a unit for one plan, for a plan that needs all of root, and for a guardian is bounded", () => {
    expect(transient(unitFor("/proc/sys/net/core/rmem_max", "/proc/irq/9", "/etc/sysctl.d")))
      .toBe(stated.get("vexor-apply.service"));
    expect(transient(unitFor("/proc/sys/net/core/rmem_max", "/proc/sys/kernel/pid_max")))
      .toBe(stated.get("vexor-apply.service, for kernel.*"));
    expect(transient(unitFor("/proc/sys/net/core/rmem_max", "/proc/9/task",
      "/sys/fs/cgroup/system.slice/x.service", "/etc/systemd/system")))
      .toBe(stated.get("vexor-apply.service, for CPU pinning"));
    expect(transient(unitFor("/")))
      .toBe(stated.get("vexor-apply.service, for a client or an identity"));
    expect(transient([])).toBe(stated.get("vexor-guard-*.service"));
    expect(transient([])).toBe(stated.get("vexor-revert-*.service"));
  });

  test("the unit of health commands is bounded", () => {
    const properties = healthUnit("a test", ["/usr/bin/vexor"])
      .flatMap((word) => /^--property=(.*)$/s.exec(word)?.[1] ?? []);
    expect(transient(properties)).toBe(stated.get("vexor-health.service"));
  });

  test("the unit for a plan has only the rights that its paths need", () => {
    const rights = (path: string): string => unitFor(path).find((one) =>
      one.startsWith("CapabilityBoundingSet=")) ?? "";
    expect(rights("/proc/sys/vm/swappiness")).not.toMatch(/ADMIN|NICE|RESOURCE|RAWIO/);
    expect(rights("/proc/sys/kernel/dmesg_restrict")).toContain("CAP_SYS_ADMIN");
    expect(rights("/proc/sys/net/core/bpf_jit_harden")).toContain("CAP_SYS_ADMIN");
    expect(rights("/proc/sys/vm/mmap_min_addr")).toContain("CAP_SYS_RAWIO");
    expect(rights("/proc/sys/user/max_inotify_watches")).toContain("CAP_SYS_RESOURCE");
    expect(unitFor("/proc/9/task").join("\n")).not.toContain("/proc/9");
  });

  test("the unit for a plan has the rights that a new kind names, each once, where its paths are written", () => {
    const toy = { paths: /^\/sys\/toy\//, capabilities: ["CAP_SYS_TIME"], unitProperties: ["ProtectClock=no"] };
    const properties = (path: string): readonly string[] =>
      propertiesFor({ writablePaths: [path], writeRights: [...writeRights, toy, toy] });
    expect(properties("/sys/toy/a").filter((one) => /CAP_SYS_TIME|ProtectClock=no/.test(one)))
      .toEqual(["ProtectClock=no", expect.stringMatching(/^CapabilityBoundingSet=.* CAP_SYS_TIME$/)]);
    expect(properties("/proc/sys/vm/swappiness").join("\n")).not.toMatch(/CAP_SYS_TIME|ProtectClock=no/);
  });

  test("the agent and the root helper that writes kernel parameters score 2.5 at most", () => {
    for (const name of ["vexor-operate@.service", "vexor-recover.service", "vexor-recover-late.service", "vexor-defaults.service",
      "vexor-operate-again.service", "vexor-apply.service"]) expect(Number(stated.get(name)), name).toBeLessThanOrEqual(2.5);
  });
});
