/** `vexor init`: its plan is empty, it says where values come from, and what it has left out. */
import {
  chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Plan } from "../../../src/engine/model/model.ts";
import { SAMPLES } from "../../support/samples.ts";
import { makeTree, threadFiles } from "../../support/tree.ts";
import { runVexor } from "../../support/vexor.ts";

const FIN = "net.ipv4.tcp_fin_timeout";

const machine = (): string => makeTree({
  ...SAMPLES["cpu-pinning"]?.files, ...SAMPLES["sysctl"]?.files,
  "/run/vexor-agent/kernel-defaults.json": (SAMPLES["sysctl"]?.files[
    "/run/vexor-agent/kernel-defaults.json"] ?? "").replace('"vm.swappiness"',
    `"${FIN}":"60","vm.swappiness"`),
  "/proc/sys/vm/swappiness": "30\n",
  "/proc/sys/net/ipv4/tcp_fin_timeout": "33\n",
  "/proc/sys/net/core/somaxconn": "4096\n",
  "/etc/sysctl.d/60-my.conf": "vm.swappiness = 30\nnet.core.somaxconn = 9000\n"
    + "kernel.core_pattern = |/x\nnet.bridge.absent = 1\nvm.stat_interval = 4\n",
  "/proc/sys/vm/stat_interval": "4\n",
  "/proc/sys/net/ipv4/tcp_retries2": "9\n",
  "/etc/cron.d/tune": "@reboot root sysctl -w vm.stat_interval=5\n"
    + "@reboot root sysctl -w net.ipv4.tcp_retries2=9\n",
  "/etc/systemd/system/validator.service.d/pin.conf": "[Service]\nCPUAffinity=1\n",
});

describe("init", () => {
  let root: string;
  let file: string;
  const vexor = (...args: readonly string[]) => runVexor([...args, "--root", root]);
  const planned = (text: string): Plan => {
    const path = join(root, "changed.yaml");
    writeFileSync(path, text);
    const { out, err } = vexor("plan", "-f", path, "--json");
    expect(err).toBe("");
    return JSON.parse(out) as Plan;
  };
  const action = (text: string, address: string) =>
    planned(text).items.find((item) => item.address === address)?.action;

  beforeAll(() => {
    root = machine();
    file = join(root, "host.yaml");
    expect(vexor("init", "--out", file)).toMatchObject({ code: 0,
      err: expect.stringMatching(/Wrote .*: 1 setting, \d left out \(listed at its end\)/) });
    expect(vexor("init", "--out", join(root, "next.yaml")).err)
      .toContain(`Next: vexor plan -f ${root}/next.yaml --root ${root}\n`);
  });

  test("makes the directories of the file, each its parent's owner's, and replaces nothing that is there", () => {
    const home = join(makeTree({}), "home");
    mkdirSync(home, { mode: 0o755 });
    const isRoot = process.getuid?.() === 0;
    if (isRoot) chownSync(home, 12_345, 12_345);
    const out = join(home, "fleet/hosts/val-1.yaml");
    expect(vexor("init", "--out", out)).toMatchObject({ code: 0, err: expect.stringContaining(`Wrote ${out}: 1 setting`) });
    for (const path of ["", "/hosts", "/hosts/val-1.yaml"]) {
      expect(lstatSync(join(home, `fleet${path}`)).uid, path).toBe(isRoot ? 12_345 : process.getuid?.());
    }
    symlinkSync(join(home, "elsewhere"), join(home, "dangling"));
    for (const taken of [out, join(home, "dangling")]) {
      expect(vexor("init", "--out", taken)).toMatchObject({ code: 64, err: expect.stringContaining("exists already") });
    }
    expect(existsSync(join(home, "elsewhere"))).toBe(false);
  });

  test.runIf(process.getuid?.() === 0)("writes as root into /tmp, and through no directory that others may turn elsewhere", () => {
    const shared = join(makeTree({}), "shared");
    mkdirSync(shared);
    chmodSync(shared, 0o1777);
    expect(vexor("init", "--out", join(shared, "new/host.yaml")).code).toBe(0);
    chmodSync(shared, 0o777);
    expect(vexor("init", "--out", join(shared, "next/host.yaml"))).toMatchObject({ code: 1,
      err: expect.stringMatching(/users other than root may change .*shared/) });
    expect(readdirSync(shared)).toEqual(["new"]);
  });

  test("writes a host file whose plan is empty", () => {
    expect(vexor("plan", "-f", file, "--detailed-exitcode")).toMatchObject({ code: 0 });
  });

  test("names the line that a value comes from, and the entry that permits another", () => {
    expect(readFileSync(file, "utf8")).toContain("  # from /etc/sysctl.d/60-my.conf:1; to change it: "
      + "vm.swappiness: {value: 30, adopt: {from: 30}}\n  vm.swappiness: 30\n");
  });

  test("shows an entry that is valid and permits the change", () => {
    const text = readFileSync(file, "utf8");
    const entry = /to change it: (.*)/.exec(text)?.[1] ?? "";
    const with10 = text.replace("  vm.swappiness: 30\n", `  ${entry.replace("value: 30", "value: 10")}\n`);
    expect(action(with10, "sysctl/vm.swappiness")).toBe("adopt");
    expect(action(text.replace("  vm.swappiness: 30", "  vm.swappiness: 10"),
      "sysctl/vm.swappiness")).toBe("blocked");
  });

  test.each([
    ["what was set while the machine ran", /^# {3}net\.ipv4\.tcp_fin_timeout: 33 +# set while running, and lost at a reboot; the default is 60$/m],
    ["what a file asks for in vain", /^# {3}net\.core\.somaxconn: 4096 +# .*60-my\.conf:2 asks for 9000: a reboot brings that back$/m],
    ["what a script changes again at boot", /^# {3}vm\.stat_interval: 4 +# .*60-my\.conf:5 asks for 4; \/etc\/cron\.d\/tune:1 brings 5 at boot$/m],
    ["what a script brings", /^# {3}net\.ipv4\.tcp_retries2: 9 +# \/etc\/cron\.d\/tune:2 brings 9 at boot$/m],
    ["what Vexor never manages", /^# {3}kernel\.core_pattern +# .*60-my\.conf:3: .*is not managed/m],
    ["what this kernel lacks", /^# {3}net\.bridge\.absent +# .*60-my\.conf:4 asks for 1; it does not exist/m],
    ["a pin that does not hold", /^# cpuPinning:\n# {3}unit: validator\.service +# .*pin\.conf:2 asks for CPUs 1; it is on /m],
  ])("lists %s", (_, line) => expect(readFileSync(file, "utf8")).toMatch(line));

  test("shows a left-out line as it can be pasted into its section", () => {
    const text = readFileSync(file, "utf8").replace("  vm.swappiness: 30\n",
      `  vm.swappiness: 30\n  ${FIN}: 33\n`);
    expect(action(text, `sysctl/${FIN}`)).toBe("persist");
  });
});

test.each([
  ["that one of the unit's threads does not have", { main: "1", worker: "0-7" }, "1",
    "it is on 1 now, and others of its threads on 0-7"],
  ["that the main thread alone does not have", { main: "1", worker: "2-3" }, "2-3",
    "it is on 1 now, and others of its threads on 2-3"],
])("a pin %s is left out", (_, { main, worker }, asked, now) => {
  const root = makeTree({ ...SAMPLES["cpu-pinning"]?.files, ...threadFiles(900, 900, "validator", main),
    ...threadFiles(900, 901, "worker", worker),
    "/etc/systemd/system/validator.service.d/pin.conf": `[Service]\nCPUAffinity=${asked}\n` });
  const { code, out } = runVexor(["init", "--root", root]);
  expect(code).toBe(0);
  expect(out).toMatch(new RegExp("^# cpuPinning:\\n# {3}unit: validator\\.service +# .*pin\\.conf:2 asks for "
    + `CPUs ${asked}; ${now}$`, "m"));
});
