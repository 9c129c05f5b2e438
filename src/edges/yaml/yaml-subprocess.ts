/**
 * YAML from a repository, read by a process that has no rights and is gone afterwards: what hostile
 * text makes a parser do then harms nothing. What comes back is JSON, and is checked again.
 */
import { spawnSync } from "node:child_process";
import { VexorError } from "../../engine/model/errors.ts";
import type { YamlReader } from "../../engine/host-file/host-file-source.ts";
import { PLAIN_ENV } from "../linux/environment.ts";
import { withoutPrivileges } from "../linux/rights.ts";
import { SELF } from "../linux/self-command.ts";

const LIMIT_MS = 10_000;

interface YamlReply {
  readonly value?: unknown;
  readonly problem?: string;
}

export const readYamlInSubprocess: YamlReader = (text, file) => {
  const [program = "", ...args] = [...withoutPrivileges(), ...SELF, "read-yaml"];
  const { stdout, status } = spawnSync(program, args, {
    input: text, encoding: "utf8", env: PLAIN_ENV, cwd: "/", timeout: LIMIT_MS,
    killSignal: "SIGKILL", maxBuffer: 16 * 1024 * 1024, stdio: ["pipe", "pipe", "ignore"],
  });
  // The agent's other half has read it before, and named the exact place of what is wrong.
  const place = { file, line: 1, column: 1 };
  const failed = (why: string): VexorError => new VexorError("YAML_SYNTAX", why, { place });
  if (status !== 0) throw failed("could not be read in time");
  const { value, problem } = JSON.parse(stdout) as YamlReply;
  if (problem !== undefined) throw failed(problem);
  return { value, placeOf: () => place };
};
