/**
 * Validators that no descriptor knows. One that holds a ledger's lock or a signing database is a
 * validator whatever it is called; one that listens on two ports where only validators listen, or
 * is started with a vote account, very likely is. It is never stopped without permission for it.
 */
import type { FoundClient } from "./descriptors.ts";
import type { Evidence } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import { openFiles, portsAmong, type Listener } from "../processes/listeners.ts";
import type { RunningProgram } from "./running-programs.ts";

/** Gossip with RPC, or a validator client's p2p with its API; one alone means little. */
const TELLING: readonly (readonly string[])[] = [
  ["udp/8001", "tcp/8899"], ["udp/8001", "tcp/8900"], ["udp/8001", "udp/8003"],
  ["tcp/9000", "tcp/5052"], ["tcp/13000", "tcp/3500"], ["tcp/13000", "tcp/4000"],
];
const SIGNING = /\/(ledger\.lock|validator\.db|slashing_protection\.sqlite)$/;
const FLAGS = ["--vote-account", "--authorized-voter"];
const SHELLS = new Set(["sh", "bash", "dash", "zsh", "sudo", "su", "systemd", "tmux", "screen",
  "vim", "nano", "less", "grep", "node", "vexor"]);

/** The reason of one that may have been started as anything. */
export const SILENT = "it does not tell its command line";

export const couldBeUnknown = (exe: string): boolean => !SHELLS.has(exe);

const flagsOf = ({ argv }: RunningProgram): readonly string[] =>
  FLAGS.filter((flag) => argv.some((word) => word === flag || word.startsWith(`${flag}=`)));

const why = (
  program: RunningProgram, files: readonly string[], ports: readonly string[],
): readonly string[] => {
  const held = files.find((file) => SIGNING.test(file));
  const pair = TELLING.find((both) => both.every((port) => ports.includes(port)));
  const flags = flagsOf(program);
  return [
    ...(held ? [`it has ${held} open`] : []),
    ...(pair ? [`it listens on ${pair.join(" and ")}`] : []),
    ...(flags.length > 0 ? [`it was started with ${flags.join(", ")}`] : []),
    ...(program.isSilent ? [SILENT] : []),
  ];
};

export const validatorOf = (
  { pid, path, exe, argv, unit, uid }: RunningProgram, reasons: readonly string[],
  ports: readonly string[],
): FoundClient => ({
  client: "unknown", name: exe, family: "other", role: "validator", unit, state: "running",
  enabled: false, pids: [pid], uid, exe: path, argv, version: null, unasked: null, places: {},
  rpcPort: null, ports, part: null,
  evidence: reasons.map((says): Evidence =>
    ({ kind: "process", path: path ?? `/proc/${pid}`, says: `pid ${pid} (${exe}): ${says}` })),
});

/** Open files are looked at only where such a port is open, or such a flag may have been given. */
export const unknownValidators = (
  host: HostReader, programs: readonly RunningProgram[], taken: ReadonlySet<number>,
  listeners: readonly Listener[],
): readonly FoundClient[] => {
  const interesting = new Set(TELLING.flat());
  const isOpen = listeners.some(({ port }) => interesting.has(port));
  const asks = ({ exe, argv, isSilent }: RunningProgram): boolean => couldBeUnknown(exe)
    && (isOpen || isSilent || argv.some((word) => FLAGS.some((flag) => word.startsWith(flag))));
  return programs.filter(asks).flatMap((program) => {
    if (taken.has(program.pid) || taken.has(program.parent)) return [];
    const files = openFiles(host, program.pid) ?? [];
    const ports = portsAmong(files, listeners);
    const reasons = why(program, files, ports);
    return reasons.length > 0 ? [validatorOf(program, reasons, ports)] : [];
  });
};
