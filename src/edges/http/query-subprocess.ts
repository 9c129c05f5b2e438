/**
 * Asking from the outside: what answers may be hostile or never come, so this program is started
 * once more, without privileges and with a time limit, and only its verdict is read here.
 */
import { childProcess } from "../linux/child-process.ts";
import type { QueryReply, Query } from "../../ports/host.ts";
import { inTransientUnit, isConfined, SANDBOX } from "../systemd/sandbox.ts";
import { NOBODY, withoutPrivileges } from "../linux/rights.ts";
import { SELF } from "../linux/self-command.ts";
import { PLAIN_ENV } from "../linux/environment.ts";

const GRACE_MS = 1500;

/** Without privileges, from outside of our own sandbox, where the network is. */
const fromOutside = (uid: number): readonly string[] => inTransientUnit([...SANDBOX,
  `User=${uid}`, `Group=${NOBODY}`, "DefaultDependencies=no", "MemoryMax=256M", "MemorySwapMax=0",
  "TasksMax=64", "LimitCORE=0", "RuntimeMaxSec=2min"]);

const askerFor = (uid: number): readonly string[] =>
  (isConfined() && process.geteuid?.() === 0 ? fromOutside(uid) : withoutPrivileges(uid));

export const unanswered = (
  questions: readonly Query[], problem = "nothing runs in a tree",
): readonly QueryReply[] => questions.map(() => ({ status: null, body: "", problem }));

export const runQueries = (questions: readonly Query[], uid = NOBODY): readonly QueryReply[] => {
  if (questions.length === 0) return [];
  const [file = "", ...args] = [...askerFor(uid), ...SELF, "query"];
  const longest = Math.max(...questions.map(({ timeoutMs }) => timeoutMs));
  const { stdout, status } = childProcess().spawnSync(file, args, {
    input: JSON.stringify(questions), encoding: "utf8", env: PLAIN_ENV, cwd: "/",
    timeout: longest + GRACE_MS, killSignal: "SIGKILL", maxBuffer: 64 * 1024 * 1024,
    stdio: ["pipe", "pipe", "ignore"],
  });
  if (status !== 0) return unanswered(questions, "asking took too long");
  const answers = JSON.parse(stdout) as readonly QueryReply[];
  return answers.length === questions.length ? answers : unanswered(questions, "no answer");
};
