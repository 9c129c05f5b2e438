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

/** A program, without blocking this process, which may be the server that it speaks to. */
export const programBeside = (
  [program = "", ...args]: readonly string[], env: NodeJS.ProcessEnv, input = "", cwd = "/",
): Promise<Said> => new Promise((resolve, reject) => {
  const child = spawn(program, args, { env, cwd, stdio: "pipe" });
  const said = { out: "", err: "" };
  for (const [name, stream] of [["out", child.stdout], ["err", child.stderr]] as const) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said[name] += text;
    });
  }
  child.on("error", reject);
  child.on("close", (code) => resolve({ code, ...said }));
  child.stdin.on("error", () => undefined).end(input);
});

export const vexorBeside = (args: readonly string[], env: NodeJS.ProcessEnv): Promise<Said> =>
  programBeside([VEXOR, ...args], env);
