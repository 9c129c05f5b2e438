/** `vexor audit`: whose silences count, and which machine is asked. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { AuditDocument } from "../../../src/checks/audit.ts";
import { makeTree } from "../../support/tree.ts";
import { runVexor } from "../../support/vexor.ts";

const UNIT = "[Service]\nUser=sol\nExecStart=/opt/agave/bin/agave-validator --identity /etc/solana/id.json --ledger /mnt/ledger\n[Install]\nWantedBy=multi-user.target\n";
const FILE = (host: string): string => `apiVersion: vexor/v1
host: ${host}
checks:
  silence:
    network.receive-buffer: {why: the supplier's image, until: "2099-12-31"}
    cpu.nope: {why: a slip, until: "2099-12-31"}
`;
const OWN = `apiVersion: vexor/v1
checks:
  site.buffer:
    title: The buffer is ours
    severity: fatal
    reads: [sysctl.net.core.rmem_max]
    finding: "true"
    found: too small
    wanted: ours
    why: It is a rule of ours.
    sources: [{by: us, date: "2026-11-30"}]
    since: "2026-11-30"
`;

describe("vexor audit", () => {
  let root: string;
  let dir: string;
  const vexor = (...args: readonly string[]) => runVexor(["audit", "--root", root, ...args]);
  const verdictOf = (out: string, id: string) => (JSON.parse(out) as AuditDocument).checks.find((one) => one.id === id);

  beforeAll(() => {
    root = makeTree({ "/proc/sys/net/core/rmem_max": "212992\n", "/opt/agave/bin/agave-validator": "", "/etc/systemd/system/sol.service": UNIT,
      "/etc/systemd/system/multi-user.target.wants/sol.service": "-> /etc/systemd/system/sol.service" });
    dir = makeTree({});
    for (const name of ["hosts", "checks"]) mkdirSync(join(dir, name));
    for (const name of ["test-host", "other"]) writeFileSync(join(dir, `hosts/${name}.yaml`), FILE(name));
  });

  test("ends with 2 for a finding, and names what was found and what helps", () => {
    const { code, out } = vexor("--area", "network");
    expect([code, out]).toEqual([2, expect.stringMatching(/network\.receive-buffer\n.*212992[^]*net\.core\.rmem_max/)]);
  });

  test("heeds the silences of this host's file, and says which name no check", () => {
    const { out, err } = vexor("--json", "-f", join(dir, "hosts/test-host.yaml"));
    expect(verdictOf(out, "network.receive-buffer")).toMatchObject({ outcome: "finding", silence: { isOver: false } });
    expect(vexor("-f", join(dir, "hosts/test-host.yaml")).err).toContain("checks.silence names cpu.nope");
    expect(err).toBe("");
  });

  test("takes no silence of another host's file", () => {
    expect(vexor("-f", join(dir, "hosts/other.yaml"))).toMatchObject({ code: 1, err: expect.stringContaining("HOST_MISMATCH") });
  });

  test("asks a repository's own checks, and refuses a wrong one with its place", () => {
    const file = join(dir, "checks/site.yaml");
    writeFileSync(file, OWN);
    expect(verdictOf(vexor("--json", "-f", join(dir, "hosts/test-host.yaml")).out, "site.buffer")).toMatchObject({ outcome: "finding" });
    writeFileSync(file, OWN.replace("finding: \"true\"", "finding: \"memory.total > 1\""));
    expect(vexor("--rules", join(dir, "checks"))).toMatchObject({ code: 1, err: expect.stringMatching(/site\.yaml:7:5: memory is not among[^]*CHECK_INVALID/) });
  });

  test("explain says which check a slip was meant for", () => {
    expect(runVexor(["explain", "cpu.governer", "--root", root])).toMatchObject({ code: 64, err: expect.stringContaining("Did you mean cpu.governor?") });
  });

  test("refuses an area, a version and a machine that cannot be", () => {
    expect(vexor("--area", "moon")).toMatchObject({ code: 64, err: expect.stringContaining("Areas: ") });
    expect(vexor("--for", "agave")).toMatchObject({ code: 64, err: expect.stringContaining("agave@4.4") });
    expect(vexor("--facts", "x.json")).toMatchObject({ code: 64, err: expect.stringContaining("two machines") });
  });
});
