/**
 * The kernel's command line as the boot loader has it for the next boot, where it says more than
 * that of this boot: an administrator or TuneD has written it and not restarted yet. Whether it is
 * the one that will be booted is unknown: a menu has several, and grub's is made by a command.
 */
import { COMMAND_LINE, factsOf } from "../kernel/kernel-facts.ts";
import { givenParameters } from "../kernel/kernel-parameters.ts";
import { readIfAllowed } from "../read-if-allowed.ts";
import { pathToKey } from "../kernel/sysctl-d.ts";
import { PHASES } from "./phase.ts";
import type { ConfiguredTool, ToolContext, ToolSetting } from "./setting.ts";

interface BootLoaderFile {
  readonly path: string;
  /** Its group is the command line, or a part of it. */
  readonly line: RegExp;
}

const ENTRY = /^\s*options\s+(.*)$/;
const GRUB = /^\s*(?:export\s+)?GRUB_CMDLINE_LINUX\w*\+?=(.*)$/;
const DRACUT = /^\s*kernel_cmdline\+?=(.*)$/;

const SOURCES: readonly BootLoaderFile[] = [
  { path: "/etc/default/grub", line: GRUB }, { path: "/etc/default/grub.d", line: GRUB },
  { path: "/etc/kernel/cmdline", line: /^(.*)$/ },
  { path: "/etc/tuned/bootcmdline", line: /^\s*TUNED_BOOT_CMDLINE=(.*)$/ },
  { path: "/etc/dracut.conf", line: DRACUT }, { path: "/etc/dracut.conf.d", line: DRACUT },
  ...["/boot", "/boot/efi", "/efi"].map((root) =>
    ({ path: `${root}/loader/entries`, line: ENTRY })),
  ...["grub", "grub2"].map((name) =>
    ({ path: `/boot/${name}/grubenv`, line: /^(?:kernelopts|tuned_params)=(.*)$/ })),
];

export const BOOT_LOADER_PLACES: readonly string[] = SOURCES.map(({ path }) => path)
  .filter((path) => path.startsWith("/etc/"));

export const bootLoader: ConfiguredTool = {
  name: "the boot loader",
  phase: PHASES.commandLine,
  places: BOOT_LOADER_PLACES,
  read: (machine) => newBootWords(machine).flatMap((one) => settingsIn(machine, one)),
};

/** Words of a line that the command line of this boot lacks. */
interface NewBootWords {
  readonly words: readonly string[];
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

export const newBootWords = (machine: ToolContext): readonly NewBootWords[] => {
  const { host, listings } = machine;
  const booted = new Set(wordsOf(host.read(COMMAND_LINE) ?? ""));
  return SOURCES.filter(({ path }) => listings.mayExist(path)).flatMap(({ path, line }) =>
    filesAt(machine, path).flatMap((file) => wordsIn(machine, file, line, booted)));
};

const filesAt = ({ host, listings }: ToolContext, path: string): readonly string[] => {
  if (host.stat(path)?.kind !== "dir") return [path];
  return listings.list(path).map((name) => `${path}/${name}`);
};

const wordsOf = (text: string): readonly string[] => text.split(/[\s"']+/);

function wordsIn(
  { host }: ToolContext, path: string, pattern: RegExp, booted: ReadonlySet<string>,
): readonly NewBootWords[] {
  const text = readIfAllowed(host, path) ?? "";
  return text.split("\n").flatMap((raw, at) => {
    const said = pattern.exec(raw)?.[1];
    const words = said === undefined ? [] : wordsOf(said).filter((word) => !booted.has(word));
    return words.length === 0 ? [] : [{ words, path, line: at + 1 }];
  });
}

function settingsIn(
  { host }: ToolContext, { words, path, line }: NewBootWords,
): readonly ToolSetting[] {
  const facts = factsOf(words.join(" "));
  const given = givenParameters(facts);
  const bring = (key: string, word: string): ToolSetting => ({ key, value: null, acts: true, path,
    line, says: `${word}, which the command line of this boot lacks` });
  return [
    ...[...facts.sysctlParameters].map(([key, value]) =>
      bring(key, `sysctl.${pathToKey(key)}=${value}`)),
    ...given.paths(host).flatMap((key) =>
      given.for(key).map((one) => bring(key, `${one.text} (${one.source})`))),
  ];
}
