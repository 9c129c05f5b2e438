/**
 * A service that was started is waited for: an answer is accepted only if it is the service's own.
 */
import { describe, expect, test } from "vitest";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import type { Host } from "../../../src/ports/host.ts";
import { serviceDriver } from "../../../src/resources/client/service.ts";
import { makeTree } from "../../support/tree.ts";
import { withPort } from "../../../src/ports/host.ts";
import { saying } from "../../support/programs.ts";

const [SOL, EVE] = [1000, 1001];
const CELL = "sol.service,stop=1,well=5,health=solana:8899,rivals=";

const ANY = "00000000";
const LOOPBACK = "0100007F";
const OUTSIDE = "0500000A";

type Table = "tcp" | "tcp6";
type Listening = readonly [uid: number, address: string, table?: Table];

const tableOf = (name: Table, listening: readonly Listening[]): string =>
  ["  sl  local_address rem_address   st", ...listening
    .filter(([, , table = "tcp"]) => table === name).map(([uid, address], at) =>
      `   ${at}: ${address}:22C3 00000000:0000 0A 00000000:00000000 00:00000000 00000000  ${uid}        0 7${at} 1`),
  ""].join("\n");

/** A machine where sol.service has a process of sol's, and whose port answers every client. */
const hostWith = (listening: readonly Listening[]): Host => {
  const tree = createLinuxHost(makeTree({
    "/etc/systemd/system/sol.service": "[Service]\nUser=sol\nExecStart=/opt/agave-validator --ledger /mnt/a\n",
    "/proc/900/exe": "-> /opt/agave-validator", "/proc/900/cmdline": "agave-validator\0",
    "/proc/900/cgroup": "0::/system.slice/sol.service\n",
    "/proc/900/status": `PPid:\t1\nUid:\t${SOL}\t${SOL}\t${SOL}\t${SOL}\n`,
    "/sys/fs/cgroup/system.slice/sol.service/cgroup.procs": "900\n",
    "/proc/net/tcp": tableOf("tcp", listening), "/proc/net/tcp6": tableOf("tcp6", listening),
  }));
  let now = 0;
  const answering = withPort(tree, "questions", { ask: (questions) =>
    questions.map(() => ({ status: 200, body: "{\"result\":\"ok\"}", problem: null })) });
  return { ...withPort(answering, "programs", saying(() => null)), isTree: false, now: () => new Date(now),
    sleep: async (ms) => void (now += ms),
    run: async () => ({ code: 0, timedOut: false, stderr: "",
      stdout: "ActiveState=active\nSubState=running\nResult=success\nNRestarts=0\n" }) };
};

const started = async (...listening: readonly Listening[]): Promise<unknown> =>
  serviceDriver.write(hostWith(listening), CELL, "running");

const V6 = { any: "0".repeat(32), mapped: `0000000000000000FFFF0000${LOOPBACK}` };

describe("a service that is waited for", () => {
  test.each<[string, readonly Listening[]]>([
    ["on every address", [[SOL, ANY]]],
    ["on every address of both families", [[SOL, V6.any, "tcp6"]]],
    ["beside somebody's on an address of the network", [[SOL, LOOPBACK], [EVE, OUTSIDE]]],
    ["through root", [[0, ANY]]],
  ])("is healthy by an answer of its own user, %s", async (_, listening) => {
    expect(await started(...listening)).toBeUndefined();
  });

  test.each<[string, readonly Listening[]]>([
    ["on its port", [[EVE, ANY]]],
    ["on loopback, where its own port is of the network alone", [[EVE, LOOPBACK], [SOL, OUTSIDE]]],
    ["on every address of the other family", [[EVE, V6.any, "tcp6"], [SOL, OUTSIDE]]],
    ["on loopback of the other family", [[EVE, V6.mapped, "tcp6"]]],
  ])("is not healthy by another user's answer, %s", async (_, listening) => {
    await expect(started(...listening)).rejects
      .toThrow(`was not healthy within 5 s: port 8899 is user ${EVE}'s; sol.service runs as ${SOL}`);
  });
});

test("a service that has stopped is down, also while the one that it must not run beside runs", async () => {
  const host: Host = { ...hostWith([]), run: async () => ({ code: 0, timedOut: false, stderr: "", stdout: "ActiveState=inactive\n" }) };
  const params = { stopWithin: "1", healthyWithin: "5", health: "none", conflictingUnits: "sol.service" };
  expect(await serviceDriver.write(host, "next.service", "stopped", undefined, params)).toBeUndefined();
});

const LODESTAR = "vc.service,stop=1,well=60,steady=5,health=node:9596,rivals=";
const DB = "/d/validator-db";

/** A validator whose beacon node is well. It opens its database, and fails, when it is said to. */
const lodestar = ({ opensAt = Infinity, failsAt = Infinity, opens = `${DB}/LOCK` }) => {
  const calls: string[] = [];
  const host = hostWith([]);
  const tree = createLinuxHost(makeTree({
    "/etc/systemd/system/vc.service": "[Service]\nUser=eth\nExecStart=/opt/lodestar validator --dataDir /d\n",
    "/etc/passwd": "root:x:0:0::/:/bin/sh\neth:x:1001:1001::/:/bin/sh\n", "/var/lib/vexor-agent/": "",
    "/proc/900/exe": "-> /opt/lodestar", "/proc/900/cmdline": "lodestar\0validator\0--dataDir\0/d\0",
    "/proc/900/cgroup": "0::/system.slice/vc.service\n", "/proc/900/fd/0": "-> /dev/null",
    "/proc/900/status": "PPid:\t1\nUid:\t1001\t1001\t1001\t1001\n",
    "/sys/fs/cgroup/system.slice/vc.service/cgroup.procs": "900\n",
  }));
  const isOpen = () => host.now().getTime() >= opensAt;
  const fake: Host = { ...withPort(tree, "questions", { ask: (questions) =>
    questions.map(() => ({ status: 200, body: "", problem: null })) }), isTree: false, now: host.now, sleep: host.sleep,
  list: (path) => [...tree.list(path), ...path === "/proc/900/fd" && isOpen() ? ["9"] : []],
  link: (path) => (path === "/proc/900/fd/9" ? opens : tree.link(path)),
  run: async (argv) => {
    calls.push(argv.join(" "));
    const failed = host.now().getTime() >= failsAt;
    return { code: 0, timedOut: false, stderr: "", stdout: `ActiveState=${failed ? "failed" : "active"}\n`
      + "SubState=running\nResult=exit-code\nNRestarts=0\n" };
  } };
  return { host: fake, calls, start: () => serviceDriver.write(fake, LODESTAR, "running") };
};

describe("a validator that has no answer of its own", () => {
  test("which fails 8 s after its start, for it has no keys, was never well", async () => {
    await expect(lodestar({ failsAt: 8000 }).start()).rejects.toThrow("vc.service did not stay up: failed");
  });

  test("is well once its signing history is open, and has been for as long as it takes", async () => {
    const { host, start } = lodestar({ opensAt: 8000 });
    expect(await start()).toBeUndefined();
    expect(host.now().getTime()).toBeGreaterThanOrEqual(13_000);
    await expect(lodestar({ opensAt: 8000, failsAt: 12_000 }).start()).rejects.toThrow("did not stay up");
  });

  test("is not well while it opens no history, and its keys are asked for", async () => {
    await expect(lodestar({}).start()).rejects
      .toThrow(`it has not opened its signing history ${DB}/LOCK: are its keys there?`);
  });

  test("is killed if it signs with another history, which is put on record", async () => {
    const { host, calls, start } = lodestar({ opensAt: 4000, opens: "/srv/fast/LOCK" });
    await expect(start()).rejects.toThrow(`vc.service signs with "/srv/fast/LOCK", and the history was carried to ${DB}/LOCK`);
    expect(host.now().getTime()).toBeLessThan(5000);
    expect(calls.at(-1)).toBe("systemctl kill --signal=SIGKILL vc.service");
    expect(host.read("/var/lib/vexor-agent/slashing/vc.service.elsewhere")).toBe("/srv/fast/LOCK\n");
  });

  test("is not stopped while it signs with a history that could not be carried", async () => {
    const { host, calls } = lodestar({ opensAt: 0, opens: "/srv/fast/LOCK" });
    await expect(serviceDriver.write(host, LODESTAR, "stopped")).rejects.toThrow("vc.service is not stopped: it has");
    expect(calls).toEqual([]);
  });
});
