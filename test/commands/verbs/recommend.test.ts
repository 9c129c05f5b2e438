/** `vexor recommend`: what helps stands in one patch, and never against what others have set. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { Plan } from "../../../src/engine/model/model.ts";
import { kernelDefaults, makeTree } from "../../support/tree.ts";
import { runVexor } from "../../support/vexor.ts";

const HOST = `# val-ams-1
apiVersion: vexor/v1
host: test-host
sysctl:
  # room for maps
  vm.max_map_count: 2000000   # more than is asked for
`;

const UNIT = "[Service]\nUser=sol\nExecStart=/opt/agave/bin/agave-validator --identity /etc/solana/id.json --ledger /mnt/ledger\n"
  + "[Install]\nWantedBy=multi-user.target\n";

const defaults = { "net.core.rmem_max": "212992", "net.core.wmem_max": "212992", "vm.max_map_count": "65530", "kernel.numa_balancing": "1" };

const machine = (): string => makeTree({
  ...kernelDefaults(defaults),
  "/proc/sys/net/core/rmem_max": "212992\n", "/proc/sys/net/core/wmem_max": "400000\n", "/proc/sys/vm/max_map_count": "2000000\n",
  "/proc/sys/kernel/numa_balancing": "1\n", "/etc/sysctl.d/60-site.conf": "net.core.wmem_max = 400000\n",
  "/opt/agave/bin/agave-validator": "", "/etc/systemd/system/sol.service": UNIT,
  "/etc/systemd/system/multi-user.target.wants/sol.service": "-> /etc/systemd/system/sol.service",
});

interface Recommended {
  readonly proposals: readonly { readonly id: string }[];
  readonly leftOut: readonly { readonly address: string }[];
  readonly kept: readonly string[];
  readonly patch: string;
}

describe("vexor recommend", () => {
  let root: string;
  let file: string;
  const vexor = (...args: readonly string[]) => runVexor([...args, "-f", file, "--root", root]);
  const recommended = (): Recommended => JSON.parse(vexor("recommend", "--json").out) as Recommended;

  beforeEach(() => {
    root = machine();
    const dir = makeTree({});
    mkdirSync(join(dir, "hosts"));
    file = join(dir, "hosts/test-host.yaml");
    writeFileSync(file, HOST);
  });

  test("proposes what helps with its reason, and leaves out what another owner has set", () => {
    const { code, out } = vexor("recommend");
    expect(code).toBe(0);
    expect(out).toMatch(/\+ {2}net\.core\.rmem_max:\n\+ {4}atLeast: 134217728\n\+ {4}why: .*network\.receive-buffer: /);
    expect(out).toMatch(/Not proposed[^]*sysctl\/net\.core\.wmem_max\n.*60-site\.conf/);
    expect(out).not.toMatch(/^\+.*(wmem_max|max_map_count)/m);
    expect(readFileSync(file, "utf8")).toBe(HOST);
  });

  test("writes it with --write: all that was there stays, a plan of it has nothing blocked, and another recommend is empty", () => {
    expect(vexor("recommend", "--write", "--yes")).toMatchObject({ code: 0, err: expect.stringContaining(`Wrote ${file}.`) });
    expect(readFileSync(file, "utf8")).toContain(HOST);
    const plan = JSON.parse(vexor("plan", "--json").out) as Plan;
    expect(plan.items.filter(({ action }) => action === "blocked" || action === "impossible")).toEqual([]);
    expect(vexor("recommend").out).toContain("Nothing to write.");
    expect(vexor("apply", "--yes").code).toBe(0);
    expect(recommended()).toMatchObject({ patch: "", leftOut: [{ address: "sysctl/net.core.wmem_max" }] });
    expect(recommended().proposals.map(({ id }) => id)).not.toContain("network.receive-buffer");
  });

  test("says so where a profile is unknown, and where there is no host file", () => {
    expect(vexor("recommend", "--profile", "bold")).toMatchObject({ code: 64, err: expect.stringContaining("conservative, standard, aggressive") });
    file = join(root, "none.yaml");
    expect(vexor("recommend").code).toBe(1);
  });
});
