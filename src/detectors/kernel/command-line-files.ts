/**
 * The kernel's command line that the boot loader's settings ask for, against that of this boot. Of
 * grub's files the last assignment counts, and may build on the one before; none is run.
 */
import type { HostReader } from "../../ports/host.ts";
import { listIfAllowed } from "../read-if-allowed.ts";
import { textIn } from "../small-files.ts";
import { COMMAND_LINE } from "./kernel-facts.ts";

const GRUB = "/etc/default/grub";
const ASSIGNMENT = /^\s*(?:export\s+)?(GRUB_CMDLINE_LINUX(?:_DEFAULT)?)=(.*)$/;
const PLAIN_FILE = "/etc/kernel/cmdline";

interface AskedWords {
  readonly path: string;
  readonly words: readonly string[];
}

const unquoted = (text: string): string => {
  const found = /^(["'])(.*?)\1/.exec(text.trim());
  return found?.[2] ?? text.trim().split(/\s/)[0] ?? "";
};

const grubFiles = (host: HostReader): readonly string[] => [GRUB,
  ...listIfAllowed(host, `${GRUB}.d`).filter((name) => name.endsWith(".cfg"))
    .map((name) => `${GRUB}.d/${name}`)];

const inGrub = (host: HostReader): readonly AskedWords[] => {
  const said = new Map<string, { readonly path: string; readonly text: string }>();
  for (const path of grubFiles(host)) {
    for (const line of (textIn(host, path) ?? "").split("\n")) {
      const [, name = "", value = ""] = ASSIGNMENT.exec(line) ?? [];
      if (name === "") continue;
      const before = said.get(name)?.text ?? "";
      said.set(name, { path,
        text: unquoted(value).replaceAll(`\${${name}}`, before).replaceAll(`$${name}`, before) });
    }
  }
  return [...said.values()].map(({ path, text }) => ({ path, words: text.split(/\s+/) }));
};

const inPlainFile = (host: HostReader): readonly AskedWords[] => {
  const text = textIn(host, PLAIN_FILE);
  return text === null ? [] : [{ path: PLAIN_FILE, words: text.split(/\s+/) }];
};

export interface MissingParameter {
  readonly path: string;
  readonly word: string;
}

/** Words that are asked for and that this boot lacks; what a shell would fill in is left out. */
export const readMissingParameters = (host: HostReader): readonly MissingParameter[] => {
  const booted = new Set((textIn(host, COMMAND_LINE) ?? "").replaceAll('"', "").split(/\s+/));
  return [...inGrub(host), ...inPlainFile(host)].flatMap(({ path, words }) =>
    words.filter((word) => /^[\w.]/.test(word) && !/[$`"']/.test(word) && !booted.has(word))
      .map((word) => ({ path, word })));
};
