/** From notices to named moves, over looks that the test makes up. */
import { describe, expect, test } from "vitest";
import { diffStates, type SettingStates, type SettingState } from "../../../src/engine/drift/drift-events.ts";
import { concernedKinds, settingAt, targetsOf } from "../../../src/engine/drift/watch-list.ts";
import type { BootSource } from "../../../src/engine/model/model.ts";
import type { ChangeEvent, Writer } from "../../../src/engine/drift/watch.ts";

const A = "sysctl/vm.swappiness";
const B = "sysctl/vm.dirty_ratio";
const IRQ = "irq-affinity/eth0-rx-0";
const PATH = "/proc/sys/vm/swappiness";
const MASK = "/proc/irq/40/smp_affinity_list";

const LIST = [
  { kind: "sysctl", watched: {
    kernelFiles: { [PATH]: A, "/proc/sys/vm/dirty_ratio": B },
    files: ["/etc/sysctl.d", "/etc/rc.local"], threads: [], services: [] } },
  { kind: "irq-affinity", watched: { kernelFiles: { [MASK]: IRQ }, files: ["/etc/rc.local"],
    threads: [], services: ["/sys/fs/cgroup/system.slice/irqbalance.service"] } },
];

const WRITER: Writer = { pid: 812, name: "sysctl", argv: ["sysctl", "-w"], exe: null, uid: 0,
  user: "root", login: "ana", unit: null, parents: ["bash", "sshd"] };

const notice = (path: string | null, more: Partial<ChangeEvent> = {}): ChangeEvent =>
  ({ path, at: 1000, how: "fanotify", writer: null, ours: false, ...more });

const seen = (live: string, more: Partial<SettingState> = {}): SettingState =>
  ({ rule: { value: "10" }, run: 3, live, boot: [], reboot: null, otherManagers: [],
    ephemeral: false, ...more });

const source = (path: string, line: number, value: string): BootSource =>
  ({ owner: "custom", value, evidence: { kind: "file", path, line, says: `x = ${value}` } });

const look = (entries: Readonly<Record<string, SettingState>>): SettingStates => new Map(Object.entries(entries));

describe("live values", () => {
  const [before, after] = [look({ [A]: seen("10"), [B]: seen("10") }),
    look({ [A]: seen("60"), [B]: seen("10") })];

  test("name the writer of their own file, and no other process", () => {
    const notices = [notice(PATH, { writer: WRITER, at: 5 }), notice("/proc/sys/vm/dirty_ratio",
      { writer: { ...WRITER, pid: 9 }, at: 6 })];
    expect(diffStates(before, after, LIST, notices)).toEqual([{
      address: A, where: "live", from: "10", to: "60", rule: { value: "10" }, run: 3, holds: false,
      evidence: [], gone: false, at: 5, how: "fanotify", writer: WRITER, ours: false }]);
  });

  test("name the writer of an earlier notice rather than none of a later one", () => {
    const notices = [notice(PATH, { writer: WRITER }), notice(PATH, { how: "poll", at: 2000 })];
    expect(diffStates(before, after, LIST, notices)[0]?.writer).toBe(WRITER);
  });

  test("name no writer when the only notice is of another setting", () => {
    const notices = [notice("/proc/sys/vm/dirty_ratio", { writer: WRITER })];
    expect(diffStates(before, after, LIST, notices)[0]?.writer).toBeNull();
  });

  test("record whether Vexor wrote them itself", () => {
    const notices = [notice(PATH, { writer: WRITER, ours: true })];
    expect(diffStates(before, after, LIST, notices)[0]?.ours).toBe(true);
  });

  test("report a value that came back, which holds", () => {
    const [move] = diffStates(after, before, LIST, [notice(PATH)]);
    expect(move).toMatchObject({ from: "60", to: "10", holds: true });
  });
});

describe("boot sources", () => {
  const files = notice("/etc/sysctl.d", { how: "files" });

  test("are the evidence when they are new", () => {
    const fresh = source("/etc/sysctl.d/95-db.conf", 1, "1");
    const [move, ...more] = diffStates(look({ [A]: seen("10", { reboot: "10" }) }),
      look({ [A]: seen("10", { boot: [fresh], reboot: "1" }) }), LIST, [files]);
    expect(more).toEqual([]);
    expect(move).toMatchObject({ where: "boot", from: "10", to: "1", holds: false, gone: false,
      evidence: [fresh.evidence] });
  });

  test("are named when they are gone, too", () => {
    const old = source("/etc/sysctl.d/90-vexor-agent.conf", 1, "10");
    const [move] = diffStates(look({ [A]: seen("10", { boot: [old], reboot: "10" }) }),
      look({ [A]: seen("10") }), LIST, [files]);
    expect(move).toMatchObject({ where: "boot", to: null, holds: false, gone: true,
      evidence: [old.evidence] });
  });

  test("name a new script, unless it only shows because the value moved", () => {
    const holder = { kind: "file", path: "/etc/rc.local", line: 2, says: "sysctl -w x=60",
      restores: "60" } as const;
    const before = look({ [A]: seen("10", { reboot: "10" }) });
    const [move] = diffStates(before,
      look({ [A]: seen("10", { reboot: "60", otherManagers: [holder] }) }), LIST, [files]);
    expect(move).toMatchObject({ where: "boot", from: "10", to: "60", holds: false,
      evidence: [holder] });
    expect(diffStates(before, look({ [A]: seen("60", { reboot: "10", otherManagers: [holder] }) }),
      LIST, [files]).map(({ where }) => where)).toEqual(["live"]);
  });

  test("do not report a line that only moved down", () => {
    const boots = [1, 7].map((line) => look({ [A]: seen("10",
      { boot: [source("/etc/sysctl.d/a.conf", line, "10")], reboot: "10" }) }));
    expect(diffStates(boots[0] ?? look({}), boots[1] ?? look({}), LIST, [files])).toEqual([]);
  });
});

test("do not report what enters or leaves the watch", () => {
  expect(diffStates(look({}), look({ [A]: seen("60") }), LIST, [])).toEqual([]);
  expect(diffStates(look({ [A]: seen("60") }), look({}), LIST, [])).toEqual([]);
});

describe("a notice", () => {
  const kinds = (...paths: readonly (string | null)[]) => {
    const found = concernedKinds(LIST, paths.map((path) => notice(path)));
    return found && [...found];
  };

  test("of a kernel file concerns its own kind, and of a shared file every kind that asked for it", () => {
    expect(kinds(PATH)).toEqual(["sysctl"]);
    expect(kinds("/etc/sysctl.d/95-db.conf")).toEqual(["sysctl"]);
    expect(kinds("/etc/rc.local")).toEqual(["sysctl", "irq-affinity"]);
    expect(kinds("/etc/sysctl.d.old/x")).toEqual([]);
    expect(kinds(PATH, null)).toBeNull();
  });

  test("is asked for once per target", () => {
    expect(targetsOf(LIST)).toEqual({
      kernelFiles: [PATH, "/proc/sys/vm/dirty_ratio", MASK],
      files: ["/etc/rc.local", "/etc/sysctl.d"], threads: [], answers: [],
      services: ["/sys/fs/cgroup/system.slice/irqbalance.service"] });
    expect(settingAt(LIST, MASK)).toBe(IRQ);
  });
});
