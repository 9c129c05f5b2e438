/**
 * Nothing below /sys outlasts a reboot. Files of the kernel's own are there from the start, and
 * systemd-tmpfiles writes them. Those of a device are there once it is, which may be later: udev
 * writes them when the device appears, and again when an interface gets its name or a queue is
 * made. A container has no udev, and its devices are there before it starts.
 */
import type { BootPhase } from "../../engine/model/evidence.ts";
import type { Claim } from "../../engine/model/model.ts";
import type { BootFile } from "../../engine/resource.ts";
import type { HostReader } from "../../ports/host.ts";
import { PHASES } from "../../detectors/tools/phase.ts";
import { pathOf, ruleFor } from "./files.ts";

const HEADER = "# Written by Vexor from the host file in git; it replaces its lines at each apply.";

interface BootMedium {
  readonly path: string;
  readonly phase: BootPhase;
  readonly linesFor: (path: string, value: string) => readonly string[];
}

const ruleLine = (
  actions: string, subsystem: string, name: string, more: readonly string[],
): string => [`ACTION=="${actions}"`, `SUBSYSTEM=="${subsystem}"`, `KERNEL=="${name}"`, ...more]
  .join(", ");

const udevLines = (path: string, value: string): readonly string[] => {
  const [, kind, name = "", attribute = ""] =
    /^(block|class\/net)\/([^/]+)\/(.+)$/.exec(path) ?? [];
  const assign = (file: string): string => `ATTR{${file}}="${value}"`;
  if (kind === "block") return [ruleLine("add|change", kind, name, [assign(attribute)])];
  const device = ruleLine("add|move", "net", name, [assign(attribute)]);
  const [, queue, leaf = ""] = /^queues\/([^/]+)\/(.+)$/.exec(attribute) ?? [];
  return queue === undefined ? [device] : [device, ruleLine("add", "queues", queue,
    [`DEVPATH=="*/net/${name}/queues/${queue}"`, assign(leaf)])];
};

const TMPFILES: BootMedium = { path: "/etc/tmpfiles.d/90-vexor-agent.conf", phase: PHASES.tmpfiles,
  linesFor: (path, value) => [`w /sys/${path} - - - - ${value}`] };
const UDEV: BootMedium = { path: "/etc/udev/rules.d/90-vexor-agent.rules", phase: PHASES.udev,
  linesFor: udevLines };

export const BOOT_FILES: readonly RegExp[] = [
  /^\/etc\/tmpfiles\.d\/90-vexor-agent\.conf$/, /^\/etc\/udev\/rules\.d\/90-vexor-agent\.rules$/,
];

const hasUdev = (host: HostReader): boolean =>
  host.stat("/etc/udev") !== null && host.read("/run/systemd/container") === null;

interface BootLine {
  readonly medium: BootMedium;
  readonly text: string;
}

/** The lines that bring the value of a claim back. */
const lineWriter = (host: HostReader): ((claim: Claim) => readonly BootLine[]) => {
  const late = hasUdev(host) ? UDEV : TMPFILES;
  return ({ address, value }) => {
    const path = pathOf(address);
    const medium = ruleFor(path)?.boot === "udev" ? late : TMPFILES;
    return medium.linesFor(path, value).map((text) => ({ medium, text }));
  };
};

const render = (
  found: string | null, before: ReadonlySet<string>, after: readonly string[],
): string | null => {
  const foreign = (found ?? "").split("\n").filter((line) => line.trim() !== "" && line !== HEADER
    && !before.has(line));
  return foreign.length + after.length === 0 ? null
    : `${[HEADER, ...foreign, ...after.toSorted()].join("\n")}\n`;
};

/** Lines that others have put into our files stay, before ours. */
export const bootFilesOf = (
  host: HostReader, before: readonly Claim[], after: readonly Claim[],
): readonly BootFile[] => {
  const linesOf = lineWriter(host);
  const [had, ours] = [before.flatMap(linesOf), after.flatMap(linesOf)];
  return [TMPFILES, UDEV].flatMap((medium) => {
    const { path } = medium;
    const found = host.read(path);
    const text = render(found, new Set(had.map((line) => line.text)),
      ours.filter((line) => line.medium === medium).map((line) => line.text));
    return text === null && found === null ? [] : [{ path, text, found }];
  });
};

/** Where the line for a claim stands. */
interface OwnLine {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly says: string;
  readonly phase: BootPhase;
}

/** Null where not every line is there that brings it back. */
export const ownLineOf = (host: HostReader, claim: Claim): OwnLine | null => {
  const lines = lineWriter(host)(claim);
  const [first] = lines;
  if (first === undefined) return null;
  const { medium: { path, phase }, text } = first;
  const there = (host.read(path) ?? "").split("\n");
  return lines.every((line) => there.includes(line.text))
    ? { path, line: there.indexOf(text) + 1, says: text, phase } : null;
};

/** Whether a line of our files is for one of these claims: any other is another owner's. */
export const isOwnLine = (
  host: HostReader, claims: readonly Claim[],
): ((path: string, line: number) => boolean) => {
  const ours = new Set(claims.flatMap(lineWriter(host)).map(({ medium, text }) =>
    `${medium.path} ${text}`));
  return (path, line) => BOOT_FILES.some((one) => one.test(path))
    && ours.has(`${path} ${(host.read(path) ?? "").split("\n")[line - 1] ?? ""}`);
};
