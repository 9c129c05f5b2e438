/** Vexor as a program, from its sources, and what it says. */
import { spawn, spawnSync } from "node:child_process";
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

/** The same without blocking this process, which may be the server that it speaks to. */
export const vexorBeside = (args: readonly string[], env: NodeJS.ProcessEnv): Promise<Said> =>
  new Promise((resolve, reject) => {
    const child = spawn(VEXOR, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    const said = { out: "", err: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said.out += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said.err += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...said }));
  });
