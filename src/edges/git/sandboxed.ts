/**
 * What root does not do itself: run git, or open what lies in a directory of another user. It asks
 * a process of this program that runs as that user, in the sandbox of the agent's own unit. Without
 * systemd, as in a tree, that process only has no rights.
 */
import { existsSync } from "node:fs";
import { VexorError } from "../../engine/model/errors.ts";
import { PLAIN_ENV } from "../linux/environment.ts";
import { runCommand } from "../linux/command.ts";
import { inTransientUnit, SANDBOX } from "../systemd/sandbox.ts";
import { SELF } from "../linux/self-command.ts";
import { readAnswer, type SandboxQuestion } from "./mirror-question.ts";
import { gitErrorText } from "./run.ts";
import { runAs } from "../../formats/run-as.ts";

const LARGEST_ANSWER = 128 * 1024 * 1024;

/** What the agent's unit says of these, for a while. */
const LIMITS = ["Nice=10", "MemoryMax=384M", "MemorySwapMax=0", "TasksMax=128", "LimitCORE=0"];

export interface FileOwner {
  readonly uid: number;
  readonly gid: number;
}

interface SandboxTask {
  readonly owner: FileOwner;
  /** What it works on, and whether it writes there. */
  readonly directory: string;
  readonly writes: boolean;
  readonly seconds: number;
  /** Below one, there is no systemd. */
  readonly root: string;
}

/** Bound, and not only writable: it may lie in /tmp, of which the sandbox has its own. */
const inUnit = (
  { owner: { uid, gid }, directory, writes, seconds }: SandboxTask,
): readonly string[] =>
  inTransientUnit([...SANDBOX, ...LIMITS, `User=${uid}`, `Group=${gid}`,
    `${writes ? "BindPaths" : "BindReadOnlyPaths"}="${
      directory.replace(/["\\]/g, (char) => `\\${char}`)}"`, `RuntimeMaxSec=${seconds}s`]);

/** What the process answers, unjudged. Throws what it refuses with, and SOURCE_TOOLS. */
export const askInSandbox = async (
  errand: SandboxTask, question: SandboxQuestion,
): Promise<unknown> => {
  const isManaged = errand.root === "" && existsSync("/run/systemd/system");
  const apart = isManaged ? inUnit(errand) : runAs(errand.owner.uid, errand.owner.gid);
  const result = await runCommand([...apart, ...SELF, "mirror"], errand.seconds * 1000,
    { input: JSON.stringify(question), limit: LARGEST_ANSWER, env: PLAIN_ENV,
      cwd: "/" });
  if (result.code === 0) return readAnswer(result.stdout);
  throw new VexorError("SOURCE_TOOLS", "git cannot be run apart from root: "
    + (result.timedOut ? "no end in time" : gitErrorText(result)));
};
