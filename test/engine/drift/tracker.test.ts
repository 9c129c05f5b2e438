/** Looking again where notices say so, on a machine that is a directory. */
import { describe, expect, test } from "vitest";
import { createTracker, type Tracker } from "../../../src/engine/drift/tracker.ts";
import type { HostFile } from "../../../src/engine/model/model.ts";
import type { Resource } from "../../../src/engine/resource.ts";
import type { ChangeEvent } from "../../../src/engine/drift/watch.ts";
import { applyAt, hostAt, requestAt } from "../../support/engine.ts";
import { makeTree, move, type Files } from "../../support/tree.ts";
import { hostFile } from "../../support/host-file.ts";

const SWAP = "/proc/sys/vm/swappiness";
const FILES: Files = {
  [SWAP]: "60\n", "/proc/sys/vm/dirty_ratio": "20\n", "/proc/sys/vm/dirty_bytes": "0\n",
  "/proc/sys/net/core/somaxconn": "4096\n",
};
const DECLARED: HostFile = hostFile({ sysctl: { "vm.swappiness": 60, "vm.dirty_ratio": 20, "net.core.somaxconn": { atLeast: 1024 } } });

const notice = (path: string | null, how: ChangeEvent["how"] = "fanotify"): ChangeEvent =>
  ({ path, at: 7, how, writer: null, ours: false });

const start = (declaration: HostFile = DECLARED): { root: string; tracker: Tracker } => {
  const root = makeTree(FILES);
  const host = hostAt(root);
  return { root, tracker: createTracker(() => requestAt(host, declaration)) };
};

const brief = (moves: ReturnType<Tracker["look"]>) => moves.map(({ address, where, from, to, holds }) =>
  `${address} ${where} ${from}→${to}${holds ? " holds" : ""}`);

describe("a tracker", () => {
  test("watches each setting's file, the key that moves with it, and the boot sources", () => {
    const { tracker } = start();
    const { kernelFiles, files } = tracker.targets();
    expect(kernelFiles.toSorted()).toEqual(Object.keys(FILES).toSorted());
    expect(files).toEqual(expect.arrayContaining(["/etc/sysctl.d", "/etc/rc.local", "/etc/tuned"]));
  });

  test("reports a value that moved, once, and a bound that still holds", () => {
    const { root, tracker } = start();
    move(root, [SWAP, "10\n"]);
    move(root, ["/proc/sys/net/core/somaxconn", "8192\n"]);
    const notices = [notice(SWAP), notice("/proc/sys/net/core/somaxconn")];
    expect(brief(tracker.look(notices)).toSorted()).toEqual([
      "sysctl/net.core.somaxconn live 4096→8192 holds", "sysctl/vm.swappiness live 60→10"]);
    expect(tracker.look(notices)).toEqual([]);
  });

  test("reads only what a notice is about, and everything when anything may have changed", () => {
    const { root, tracker } = start();
    move(root, [SWAP, "10\n"]);
    expect(tracker.look([notice("/proc/sys/net/core/somaxconn")])).toEqual([]);
    expect(tracker.look([notice("/somewhere/else")])).toEqual([]);
    expect(brief(tracker.look([notice(null)]))).toEqual(["sysctl/vm.swappiness live 60→10"]);
  });

  test("reports no drift for what it cannot read", () => {
    const host = hostAt(makeTree(FILES));
    const keyed: Resource = { kind: "key", section: { key: "sysctl" }, settleMs: 0,
      drivers: [], survey: () => ({
        wants: [{ address: "key/a", rule: { value: "A" }, adopt: null, why: null, attributes: {},
          onDrift: "report" }],
        reading: (address) => ({ address, live: null, boot: [], immutable: null, ephemeral: null,
          otherManagers: [], overriddenBy: null, default: null, blocker: null, warnings: [] }),
        changes: () => [], files: () => [],
        watch: () => ({ kernelFiles: {}, threads: [], services: [], files: ["/a.json", "/b.json"],
          hidden: ["/a.json"], answers: [{ to: "http://127.0.0.1:1/", body: null, timeoutMs: 1 }] }),
      }) };
    const tracker = createTracker(() =>
      ({ ...requestAt(host, DECLARED), resources: [keyed] }));
    expect(tracker.targets().answers).toHaveLength(1);
    expect([["/a.json"], ["/b.json"], ["/c.json", "/a.json"], [null]].map((paths) =>
      tracker.needsRootToRead(paths.map((path) => notice(path, "files"))))).toEqual([true, false, true, false]);
  });

  test("reports a key that its partner has zeroed by the partner's file", () => {
    const { root, tracker } = start();
    move(root, ["/proc/sys/vm/dirty_bytes", "4096\n"]);
    move(root, ["/proc/sys/vm/dirty_ratio", "0\n"]);
    expect(brief(tracker.look([notice("/proc/sys/vm/dirty_bytes")])))
      .toEqual(["sysctl/vm.dirty_ratio live 20→0"]);
  });

  test("names a new boot source with its line", () => {
    const { root, tracker } = start();
    move(root, ["/etc/sysctl.d/95-db.conf", "# ours\nvm.swappiness = 1\n"]);
    const moves = tracker.look([notice("/etc/sysctl.d/95-db.conf", "files")]);
    expect(brief(moves)).toEqual(["sysctl/vm.swappiness boot null→1"]);
    expect(moves[0]?.evidence).toEqual([expect.objectContaining(
      { path: "/etc/sysctl.d/95-db.conf", line: 2 })]);
  });

  test("reports no drift for another run's value once the ledger has it", async () => {
    const root = makeTree(FILES);
    const host = hostAt(root);
    const tracker = createTracker(() =>
      requestAt(host, hostFile()));
    const ledger = "/var/lib/vexor-agent/ledger.json";
    expect(tracker.targets().files).toContain(ledger);
    for (const value of [10, 20]) {
      await applyAt(host, { ...DECLARED, sysctl: { "vm.swappiness": value } });
      tracker.look([notice(ledger, "files")]);
      move(root, [SWAP, "77\n"]);
      expect(tracker.look([notice(SWAP)])[0]?.rule).toEqual({ value: String(value) });
      move(root, [SWAP, `${value}\n`]);
      tracker.look([notice(SWAP)]);
    }
  });

  test("watches managed settings without a host file, and names their run", async () => {
    const root = makeTree(FILES);
    const host = hostAt(root);
    await applyAt(host, { ...DECLARED, sysctl: { "vm.swappiness": 10 } });
    const tracker = createTracker(() =>
      requestAt(host, hostFile()));
    expect(tracker.settings).toEqual(["sysctl/vm.swappiness"]);
    move(root, [SWAP, "77\n"]);
    expect(tracker.look([notice(SWAP)])[0]).toMatchObject({ from: "10", to: "77", run: 1,
      rule: { value: "10" }, holds: false });
  });
});
