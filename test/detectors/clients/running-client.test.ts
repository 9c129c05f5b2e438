/** A look at one unit's client: what a look at the whole machine finds of it, for less. */
import { expect, test } from "vitest";
import { readClients, readRunningClient } from "../../../src/detectors/clients/clients.ts";
import { allClients, type FoundClient } from "../../../src/detectors/clients/descriptors.ts";
import { ownRpc } from "../../../src/detectors/clients/live-identity.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { saying } from "../../support/programs.ts";
import { makeTree, type Files } from "../../support/tree.ts";
import { withPort, type HostReader } from "../../../src/ports/host.ts";

const UNIT = "sol.service";
const PROCS = `/sys/fs/cgroup/system.slice/${UNIT}/cgroup.procs`;

const program = (pid: number, argv: string, { unit = UNIT, parent = 1, uid = 1000 } = {}): Files => ({
  [`/proc/${pid}/exe`]: `-> /b/${argv.split(" ")[0]}`,
  [`/proc/${pid}/cmdline`]: `${argv.split(" ").join("\0")}\0`,
  [`/proc/${pid}/cgroup`]: `0::/system.slice/${unit}\n`,
  [`/proc/${pid}/status`]: `Name:\tx\nPPid:\t${parent}\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\n`,
});

const HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
const RPC = "22C3";
const row = (address: string, inode: number, uid = 1000): string =>
  `   0: ${address} 00000000:0000 0A 00000000:00000000 00:00000000 00000000  ${uid}        0 ${inode} 2\n`;

const SOL: Files = {
  [`/etc/systemd/system/${UNIT}`]: "[Service]\nUser=1000\nExecStart=/b/agave-validator --ledger /l\n",
  "/etc/systemd/system/other.service": "[Service]\nUser=1000\nExecStart=/b/fdctl run\n",
  ...program(900, "agave-validator --ledger /l"), ...program(901, "sh -c x", { parent: 900 }),
  ...program(910, "fdctl run", { unit: "other.service" }),
  [PROCS]: "900\n901\n",
  "/proc/900/fd/3": "-> socket:[11]", "/proc/900/fd/4": "-> socket:[12]",
  "/proc/net/tcp": HEAD + row(`00000000:${RPC}`, 12), "/proc/net/udp": HEAD + row("00000000:1F41", 11).replace(" 0A ", " 07 "),
};

const hostOf = (files: Files): HostReader =>
  withPort(createLinuxHost(makeTree(files)), "programs", saying(() => null));

const whole = (host: HostReader): FoundClient | undefined => readClients(host, allClients())
  .find(({ unit, state }) => unit === UNIT && state === "running");

test.each<[string, Files]>([
  ["runs", SOL],
  ["does not run", { ...SOL, [PROCS]: "", "/proc/900/cgroup": "0::/system.slice/other.service\n",
    "/proc/901/cgroup": "0::/system.slice/other.service\n" }],
  ["is none that is known", { ...SOL, "/proc/900/exe": "-> /b/mine", "/proc/900/cmdline": "mine\0--vote-account\0x\0" }],
  ["has no open files to see", { ...SOL, "/proc/900/fd/3": "-> /l/x", "/proc/900/fd/4": "-> /l/y" }],
])("one that %s is what a look at the machine finds in that unit", (_, files) => {
  const host = hostOf(files);
  const [one, all] = [readRunningClient(host, allClients(), UNIT), whole(host)];
  expect(one && { ...one, ports: [] }).toEqual(all === undefined ? null : { ...all, ports: [] });
  expect(one && ownRpc(one)).toEqual(all === undefined ? null : ownRpc(all));
});

test("no more tables of sockets are read than it takes to find its RPC", () => {
  const host = hostOf(SOL);
  const read: string[] = [];
  const one = readRunningClient({ ...host, read: (path) => (read.push(path), host.read(path)) }, allClients(), UNIT);
  expect(one?.ports).toEqual(["tcp/8899"]);
  expect(read.filter((path) => path.startsWith("/proc/net/"))).toEqual(["/proc/net/tcp"]);
});

test.each<[string, Files, number | null]>([
  ["another's, and its own in the other address family,", { "/proc/net/tcp": HEAD + row(`0100007F:${RPC}`, 99, 1001),
    "/proc/net/tcp6": HEAD + row(`00000000000000000000000000000000:${RPC}`, 12) }, 8899],
  ["another's alone,", { "/proc/net/tcp": HEAD + row(`0100007F:${RPC}`, 99, 1001) }, null],
])("of a port that is %s the look is not deceived", (_, tables, port) => {
  const host = hostOf({ ...SOL, ...tables });
  const one = readRunningClient(host, allClients(), UNIT);
  expect(one && ownRpc(one)).toBe(port);
});
