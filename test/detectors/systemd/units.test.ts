/** Unit files against systemd itself: its test mode prints what it makes of a tree. */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, lstatSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { within } from "../../support/pace.ts";
import {
  readUnitFiles, readUnitPath,
} from "../../../src/detectors/systemd/unit-files.ts";
import { parseUnitFile, resolveSpecifiers } from "../../../src/detectors/systemd/unit-syntax.ts";
import { lastOf, parseUnitCpus, readServiceCpus } from "../../../src/detectors/systemd/service-cpus.ts";
import { parseCpuList } from "../../../src/detectors/cpu-lists.ts";
import { formatCpuList } from "../../../src/formats/cpu-set.ts";
import { hostAt } from "../../support/engine.ts";
import { makeTree, type Files } from "../../support/tree.ts";
import fc from "../../support/property.ts";

const SYSTEMD = ["/lib/systemd/systemd", "/usr/lib/systemd/systemd"].find(existsSync);

/** The order is systemd's own (systemd-analyze unit-paths). */
const SEARCH = [
  "/etc/systemd/system.control", "/run/systemd/system.control", "/run/systemd/transient",
  "/run/systemd/generator.early", "/etc/systemd/system", "/etc/systemd/system.attached",
  "/run/systemd/system", "/run/systemd/system.attached", "/run/systemd/generator",
  "/usr/local/lib/systemd/system", "/lib/systemd/system", "/usr/lib/systemd/system",
  "/run/systemd/generator.late",
];

interface Seen {
  readonly affinity: string;
  readonly allowed: string;
  readonly slice: string;
  readonly dropIns: readonly string[];
}

const asList = (text: string): string => formatCpuList(parseCpuList(text));

/** What systemd makes of `units` of the tree at `root`, by unit. */
const bySystemd = (root: string, units: readonly string[]): ReadonlyMap<string, Seen> => {
  chmodSync(root, 0o755);
  const asNobody = process.getuid?.() === 0
    ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : ["env"];
  const { stdout } = spawnSync(asNobody[0] ?? "", [...asNobody.slice(1), SYSTEMD ?? "", "--test",
    "--system", "--unit=all.target", "--no-pager", "--log-target=null"], {
    encoding: "utf8", timeout: within(20_000),
    env: { PATH: "/usr/bin:/bin", HOME: "/", SYSTEMD_UNIT_PATH: SEARCH.map((dir) => root + dir).join(":") },
  });
  const blocks = stdout.split(/^\t*-> Unit /m).slice(1);
  return new Map(blocks.flatMap((block): [string, Seen][] => {
    const name = block.slice(0, block.indexOf(":\n"));
    const all = (key: string): string[] =>
      [...block.matchAll(new RegExp(`^\\t+${key}: ?(.*)$`, "gm"))].map((found) => found[1] ?? "");
    const aliases = all("Alias");
    const seen = {
      affinity: asList(all("CPUAffinity")[0] ?? ""),
      allowed: asList(all("AllowedCPUs")[0] ?? ""),
      slice: all("Slice")[0] ?? "",
      // systemd lists a mask among the drop-ins, and reads nothing from it.
      dropIns: all("DropIn Path").filter((path) => !lstatSync(path).isSymbolicLink())
        .map((path) => path.slice(root.length)),
    };
    return [name, ...aliases].filter((one) => units.includes(one)).map((one) => [one, seen]);
  }));
};

const byUs = (root: string, unit: string): Seen => {
  const { files, affinity, allowed, slices } = readServiceCpus(readUnitPath(hostAt(root)), unit);
  // systemd 252 prints an empty set for `numa`.
  const say = (cpus: ReturnType<typeof lastOf>): string =>
    (cpus === null || cpus === "numa" ? "" : formatCpuList(cpus));
  return { affinity: say(lastOf(affinity)), allowed: say(lastOf(allowed)),
    slice: slices.at(-1) ?? "", dropIns: files.dropIns };
};

const UNITS = ["foo.service", "foo-bar-baz.service", "foo-bar@x-1.service", "val.service"];

const DROP_DIRS = [
  "foo.service", "foo-bar-baz.service", "foo-bar-.service", "foo-.service", "service",
  "foo-bar@x-1.service", "foo-bar@.service", "foo-@x-1.service", "foo-@.service", "val.service",
];

const list = fc.constantFrom("0", "1-2", "0-3,8", "3 1, 5", "6-4", "", "numa", "x", "0x3", "010",
  "08", "1-", "'2'", "4 \\\n  5", "7 \\\n# between\n 6", "9\\");
const line = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constantFrom("CPUAffinity", "AllowedCPUs"), list)
    .map(([key, value]) => `${key}=${value}`) },
  { weight: 1, arbitrary: fc.constantFrom("", "# CPUAffinity=7", " ; AllowedCPUs=7", "nonsense",
    "=3", "[Unit]", "[Service]", "[broken", "Slice=my-own.slice", "Slice=", " CPUAffinity = 9 ") },
);
const body = fc.array(line, { minLength: 1, maxLength: 4 })
  .map((lines) => `[Service]\n${lines.join("\n")}\n`);
const dropIn = fc.tuple(
  fc.constantFrom(...SEARCH), fc.constantFrom(...DROP_DIRS),
  fc.constantFrom("10-a.conf", "50-b.conf", "90-vexor-agent.conf", "99-z.conf", "Z.conf", "no", ".h.conf"),
  fc.oneof({ weight: 8, arbitrary: body }, { weight: 1, arbitrary: fc.constant("-> /dev/null") }),
);
const tree = fc.tuple(fc.array(dropIn, { minLength: 1, maxLength: 14 }),
  fc.array(fc.tuple(fc.constantFrom(...SEARCH), fc.constantFrom("foo.service", "foo-bar@.service",
    "foo-bar@x-1.service"), fc.constantFrom("2", "5-6")), { maxLength: 3 }));

const START = "[Service]\nExecStart=/bin/true\n";

const filesOf = ([dropIns, mains]: typeof tree extends fc.Arbitrary<infer T> ? T : never): Files => ({
  "/usr/lib/systemd/system/all.target": `[Unit]\nWants=${UNITS.join(" ")}\n`,
  ...Object.fromEntries(["foo", "foo-bar-baz", "foo-bar@"].map((name) =>
    [`/usr/lib/systemd/system/${name}.service`, START])),
  "/etc/systemd/system/val.service": "-> ../../../usr/lib/systemd/system/foo.service",
  ...Object.fromEntries(mains.map(([dir, name, cpus]) =>
    [`${dir}/${name}`, `${START}CPUAffinity=${cpus}\n`])),
  ...Object.fromEntries(dropIns.map(([dir, unit, file, text]) => [`${dir}/${unit}.d/${file}`, text])),
});

describe("systemd itself agrees", () => {
  test.skipIf(!SYSTEMD)("on random trees of unit files and drop-ins", () => {
    fc.assert(fc.property(tree, (drawn) => {
      const root = makeTree(filesOf(drawn));
      const seen = bySystemd(root, UNITS);
      expect([...seen.keys()].sort()).toEqual([...UNITS].sort());
      for (const unit of UNITS) expect({ unit, ...byUs(root, unit) }).toEqual({ unit, ...seen.get(unit) });
    }), { numRuns: Number(process.env["VEXOR_UNIT_TREES"] ?? 15) });
  }, within(600_000));
});

const hostOf = (files: Files) => hostAt(makeTree(files));
const pathOf = (files: Files) => readUnitPath(hostOf(files));

test("CPU lists are read with systemd's own number formats, not the kernel's", () => {
  const seen = ["0-3,8", "1 2\t5", "", "0x10-0x11", "010", "6-4,1", "0-31:2/4", "1-", "8192", "08"]
    .map((text) => parseUnitCpus(text)).map((cpus) => (cpus === null ? null : formatCpuList(cpus)));
  expect(seen).toEqual(["0-3,8", "1-2,5", "", "16-17", "8", "1", null, null, null, null]);
});

test("each value has the file and the line that it starts on", () => {
  const text = "\uFEFF# c\n[Service]\nExecStart=a \\\n ; between\n  b\n\nCPUAffinity = 1\nx\n[broken\nY=1\n";
  expect(parseUnitFile("/f", text).map(({ key, value, line: at }) => [key, value, at]))
    .toEqual([["ExecStart", "a    b", 3], ["CPUAffinity", "1", 7]]);
});

test.each([
  ["a@x-y\\x2dz.service", "%p %i %I %n %N %j",
    "a x-y\\x2dz x/y-z a@x-y\\x2dz.service a@x-y\\x2dz a"],
  ["node-2.service", "%j%% %E/%N %q", "2% /etc/node-2 %q"],
])("the specifiers of %s are expanded", (unit, text, resolved) =>
  expect(resolveSpecifiers(text, unit)).toBe(resolved));

test("evidence names each file that has an effect, in order", () => {
  const { affinity } = readServiceCpus(pathOf({
    "/usr/lib/systemd/system/a.service": `${START}CPUAffinity=0\nCPUAffinity=1\n`,
    "/etc/systemd/system/a.service.d/50-more.conf": "[Service]\nCPUAffinity=4\n",
    "/usr/lib/systemd/system/a.service.d/70-reset.conf": "[Service]\nCPUAffinity=\n",
    "/run/systemd/system/a.service.d/60-x.conf": "[Service]\nAllowedCPUs=3\n",
  }), "a.service");
  expect(affinity.map(({ evidence, cpus }) => [evidence.path, evidence.line,
    typeof cpus === "bigint" ? formatCpuList(cpus) : cpus])).toEqual([
    ["/usr/lib/systemd/system/a.service", 4, "0-1"],
    ["/etc/systemd/system/a.service.d/50-more.conf", 2, "0-1,4"],
    ["/usr/lib/systemd/system/a.service.d/70-reset.conf", 2, null],
  ]);
});

test("a unit may be masked, absent or under a value of the whole manager", () => {
  const host = hostOf({
    "/etc/systemd/system/m.service": "-> /dev/null",
    "/usr/lib/systemd/system/m.service": START,
    "/etc/systemd/system.conf": "[Manager]\nCPUAffinity=0-1\n",
    "/usr/lib/systemd/system.conf.d/10-x.conf": "[Manager]\nCPUAffinity=2\n",
  });
  expect(readUnitFiles(readUnitPath(host), "m.service").masked).toBe(true);
  expect(readUnitFiles(readUnitPath(host), "n.service").fragment).toBeNull();
  expect(readUnitPath(host).seen.manager().map(({ value }) => value)).toEqual(["0-1", "2"]);
});

describe("start commands", () => {
  const pins = (exec: string, files: Files = {}) => readServiceCpus(pathOf({
    "/etc/systemd/system/a.service": `[Service]\n${exec}\n`, ...files,
  }), "a.service").scripts.map(({ evidence, cpus }) =>
    [evidence.path, evidence.line, cpus === null ? null : formatCpuList(cpus)]);
  const unit = "/etc/systemd/system/a.service";

  test.each([
    ["ExecStart=taskset -c 2-5 /usr/bin/v", "2-5"],
    ["ExecStart=-/usr/bin/taskset --cpu-list 0-6:2 v", "0,2,4,6"],
    ["ExecStart=/usr/bin/env A=1 taskset 0xf v", "0-3"],
    ["ExecStart=/usr/bin/numactl --membind=0 --physcpubind=1,3 v", "1,3"],
    ["ExecStart=/usr/bin/numactl -C 4 v", "4"],
    ["ExecStart=/usr/bin/numactl -N 0 v", null],
    ["ExecStart=/bin/sh -c \"taskset -c $CORES v\"", null],
    ["ExecStartPost=/bin/sh -c 'taskset -cp 2 $(pgrep poh)'", null],
    ["ExecStart=/usr/bin/cset shield --exec v", null],
  ])("%s", (exec, cpus) => expect(pins(exec)).toEqual([[unit, 2, cpus]]));

  test("a script is read with its line numbers, and a command that was reset is not", () => {
    const script = "#!/bin/bash\n# taskset -c 1 x\ntaskset -p $$\nexec taskset -c 8-9 v \"$@\"\n";
    expect(pins("ExecStart=/opt/old.sh\nExecStart=\nExecStart=/bin/bash -e /opt/run.sh --x",
      { "/opt/run.sh": script, "/opt/old.sh": "#!/bin/sh\ntaskset -c 1 v\n" }))
      .toEqual([["/opt/run.sh", 4, "8-9"]]);
  });

  test.each([
    ["ExecStartPost=/bin/sh -c 'taskset -pc 1 $MAINPID'", "1"],
    ["ExecStartPost=/usr/bin/taskset --cpu-list --pid 1 ${MAINPID}", "1"],
    ["ExecStartPost=/bin/sh -c 'taskset -pc 1 $$MAINPID'", "1"],
    ["ExecStartPost=/bin/sh -c 'taskset -pc $CPUS $MAINPID'", null],
    ["ExecStart=/bin/sh -c 'taskset -pc 1 $$$$; exec v'", "1"],
    ["ExecStart=/bin/sh -c 'echo $$$$ > /sys/fs/cgroup/cpuset/x/tasks; exec v'", null],
    ["ExecStart=/usr/bin/cgexec -g cpuset:x v", null],
    ["ExecStart=/usr/bin/python3 -c 'os.sched_setaffinity(0, {1})'", null],
  ])("the main process: %s", (exec, cpus) => expect(pins(exec)).toEqual([[unit, 2, cpus]]));

  test.each([
    "ExecStartPre=/bin/sh -c 'taskset -pc 1 $$$$; mkdir -p /run/v'",
    "ExecStartPre=/usr/bin/taskset -c 1 /usr/bin/warm-up",
    "ExecStartPost=/usr/bin/taskset -c 1 /usr/bin/notify",
    "ExecStartPost=/bin/sh -c 'taskset -p $MAINPID'",
  ])("not the main process: %s", (exec) => expect(pins(exec)).toEqual([]));

  test.each([
    ["%N", "a"], ["%p-%i", "a-"], ["x%%", "x%"], ["%n", "a.service"],
  ])("a script that the specifier %s names is read", (name, file) => {
    const script = `/usr/local/bin/${file}`;
    expect(pins(`ExecStart=/usr/local/bin/${name}`,
      { [script]: "#!/bin/sh\nexec taskset -c 3 v\n" })).toEqual([[script, 2, "3"]]);
  });

  test("big and binary files are not scripts", () => {
    const said = "#!/bin/sh\ntaskset -c 1 v\n";
    expect(pins("ExecStart=/opt/a", { "/opt/a": said + "#".repeat(65536) })).toEqual([]);
    expect(pins("ExecStart=/opt/a", { "/opt/a": `${said}\0` })).toEqual([]);
  });
});
