/** Vexor as a program, from its sources, and what it says. */
import { spawnSync } from "node:child_process";
import { VEXOR } from "./paths.ts";

export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export const runVexor = (
  args: readonly string[], { input = "", env = process.env }: { input?: string; env?: NodeJS.ProcessEnv } = {},
): Said => {
  const { status, stdout, stderr } = spawnSync(VEXOR, args, { encoding: "utf8", input, env });
  return { code: status, out: stdout, err: stderr };
};
