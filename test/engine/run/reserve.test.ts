/** On a disk that is full by the time of an undo or a rollback, the reserve pays for it. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { VexorError } from "../../../src/engine/model/errors.ts";
import type { HostFile } from "../../../src/engine/model/model.ts";
import { eachMethod, type Host } from "../../../src/ports/host.ts";
import { outcomeOf } from "../../../src/engine/run/run-state.ts";
import { readLedger, readRun } from "../../../src/engine/run/store.ts";
import { applyAt, countdownFor, hostAt, recoverAt, rollbackAt } from "../../support/engine.ts";
import { SAMPLES } from "../../support/samples.ts";
import { changed, makeTree, snapshotTree } from "../../support/tree.ts";
import { hostFile } from "../../support/host-file.ts";

const RESERVE = "/var/lib/vexor-agent/reserve";
const DECLARATION: HostFile = hostFile({ sysctl: { "vm.swappiness": 10 } });
/** What fits into the space of one file of the reserve. */
const WRITES_EACH = 2;

const machine = () => {
  const root = makeTree(SAMPLES["sysctl"]?.files ?? {});
  return { root, host: hostAt(root), before: snapshotTree(root),
    reserve: () => readdirSync(join(root, RESERVE)) };
};

/** Full: only what a removed file of the reserve has freed can be written. */
const full = (host: Host, errno = "ENOSPC"): Host => {
  let room = 0;
  const pay = <A extends readonly unknown[], R>(act: (...args: A) => R) => (...args: A): R => {
    if (room === 0) throw new VexorError("HOST_WRITE", `the disk is full: ${errno}`, { errno });
    room -= 1;
    return act(...args);
  };
  const makeDir = pay(host.makeDir);
  return { ...host, replace: pay(host.replace), append: pay(host.append),
    makeDir: (path) => (host.stat(path) === null ? makeDir(path) : undefined),
    putLink: pay(host.putLink), writer: (name) => eachMethod(host.writer(name), pay),
    remove: (path, last) => {
      if (path.startsWith(RESERVE)) room += WRITES_EACH;
      host.remove(path, last);
    } };
};

test("a run makes the reserve before it begins, and only what is missing", async () => {
  const { root, host, reserve } = machine();
  await applyAt(host, DECLARATION);
  expect(reserve()).toHaveLength(6);
  const bytes = reserve().map((name) => statSync(join(root, RESERVE, name)));
  expect(bytes.reduce((sum, { size }) => sum + size, 0)).toBe(6 * 256 * 1024);
  expect(new Set(bytes.map(({ mode }) => mode & 0o777))).toEqual(new Set([0o600]));
  host.remove(`${RESERVE}/3`);
  await rollbackAt(host, 1);
  expect(reserve(), "a rollback makes none").toHaveLength(5);
  await applyAt(host, DECLARATION);
  expect(reserve()).toHaveLength(6);
});

test("a disk without room for the reserve is not filled, and no run begins", async () => {
  const { root, host, before } = machine();
  let made = 0;
  const short: Host = { ...host, replace: (path, ...rest) => {
    if (path.startsWith(RESERVE) && ++made > 4) {
      throw new VexorError("HOST_WRITE", "the disk is full", { errno: "ENOSPC" });
    }
    host.replace(path, ...rest);
  } };
  await expect(applyAt(short, DECLARATION)).rejects.toMatchObject({ errno: "ENOSPC" });
  expect(readdirSync(join(root, RESERVE))).toEqual([]);
  expect(changed(before, snapshotTree(root))).toEqual([]);
  expect(await recoverAt(host)).toEqual({ did: "nothing" });
});

test.each(["ENOSPC", "EDQUOT"])("a finished run is rolled back in spite of %s", async (errno) => {
  const { root, host, before } = machine();
  const { run } = await applyAt(host, DECLARATION);
  const back = await rollbackAt(full(host, errno), run);
  expect(back.failure).toBeNull();
  expect(changed(before, snapshotTree(root))).toEqual([]);
  expect(readLedger(host).claims).toEqual({});
});

test("a run without a confirmation is rolled back, and its record ends", async () => {
  const { root, host, before } = machine();
  const { run } = await applyAt(host, DECLARATION, undefined, { confirm: countdownFor(host, -1) });
  expect(await recoverAt(full(host))).toMatchObject({ did: "undone", result: { failed: [] } });
  expect(changed(before, snapshotTree(root))).toEqual([]);
  expect(outcomeOf(readRun(host, run)?.journal ?? [])).toBe("rolled-back");
  expect(readLedger(host).claims).toEqual({});
});

test("without the reserve values are restored, and recovery writes the records later", async () => {
  const { root, host, before, reserve } = machine();
  const { run } = await applyAt(host, DECLARATION, undefined, { confirm: countdownFor(host, -1) });
  for (const name of reserve()) host.remove(`${RESERVE}/${name}`);
  // The last block of the journal still has room for its lines.
  const undone = await recoverAt({ ...full(host), append: host.append });
  expect(undone).toMatchObject({ did: "undone", result: { failed: [{ errno: "ENOSPC" }] } });
  expect(changed(before, snapshotTree(root)), "but for the records").toEqual([]);
  expect(outcomeOf(readRun(host, run)?.journal ?? []), "not stuck").toBeNull();
  expect(await recoverAt(host)).toMatchObject({ did: "undone", result: { failed: [] } });
  expect(readLedger(host).claims).toEqual({});
  expect(await recoverAt(host)).toEqual({ did: "nothing" });
});

test("an apply does not use the reserve", async () => {
  const { host, reserve } = machine();
  await applyAt(host, DECLARATION);
  const other: HostFile = { ...DECLARATION, sysctl: { "vm.swappiness": 20 } };
  await expect(applyAt(full(host), other)).rejects.toMatchObject({ errno: "ENOSPC" });
  expect(reserve()).toHaveLength(6);
});
