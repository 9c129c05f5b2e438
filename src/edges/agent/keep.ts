/** The agent's memory as files in its own directory; the part that has the rights ignores them. */
import type { Memory } from "../../agent/memory.ts";
import { EMPTY } from "../../agent/memory.ts";
import type { Revision } from "../../agent/ports.ts";
import type { Host } from "../../engine/ports.ts";

const AGENT_STATE = "/var/lib/vexor-agent/agent";
const MEMORY = `${AGENT_STATE}/memory.json`;
const GOOD = `${AGENT_STATE}/good.json`;

const parsed = <T extends { readonly format?: string }>(text: string | null): T | null => {
  try {
    return text === null ? null : JSON.parse(text) as T;
  } catch {
    return null;
  }
};

export interface Keep {
  loadMemory(): Memory;
  saveMemory(memory: Memory): void;
  loadGood(): Revision | null;
  saveGood(revision: Revision): void;
}

/** A record that cannot be read is as good as none: nothing that is not safe hangs on it. */
export const keepAt = (host: Host): Keep => {
  for (const path of ["/var", "/var/lib", "/var/lib/vexor-agent", AGENT_STATE]) host.makeDir(path);
  return {
    loadMemory: () => {
      const memory = parsed<Memory>(host.read(MEMORY));
      return memory?.format === EMPTY.format ? { ...EMPTY, ...memory } : EMPTY;
    },
    saveMemory: (memory) => host.replace(MEMORY, `${JSON.stringify(memory, null, 2)}\n`),
    loadGood: () => parsed<Revision & { readonly format?: string }>(host.read(GOOD)),
    saveGood: (revision) => host.replace(GOOD, `${JSON.stringify(revision)}\n`),
  };
};
