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
