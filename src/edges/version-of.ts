/**
 * Asks a program for its version. A validator's binary mostly belongs to the user it runs as, so
 * root must never run it: it runs as that user, without environment, privileges or much time. Root
 * only runs what nobody but root could have put there.
 */
import { statSync } from "node:fs";
import { childProcess } from "./child-process.ts";
import { isRootsAlone } from "./trusted-path.ts";

const TIMEOUT_MS = 2000;
const OUTPUT_LIMIT = 256 * 1024;
const NOBODY = 65534;

const asUser = (path: string, uid: number | null, owner: number): readonly string[] => {
  if (process.geteuid?.() !== 0) return [];
  const wanted = uid ?? owner;
  if (wanted === 0 && isRootsAlone(path)) return [];
  const user = wanted === 0 ? NOBODY : wanted;
  return ["setpriv", `--reuid=${user}`, `--regid=${NOBODY}`, "--clear-groups", "--no-new-privs",
    "--inh-caps=-all", "--bounding-set=-all", "--"];
};

/** Agave lists only half of the flags that it takes, unless it is asked like this. */
const ENVIRONMENT = { PATH: "/usr/bin:/bin", LC_ALL: "C", SOLANA_NO_HIDDEN_CLI_ARGS: "1" };

const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g;

const answers = new Map<string, string | null>();

const run = (path: string, argv: readonly string[], prefix: readonly string[]): string | null => {
  const [file = "", ...args] = [...prefix, path, ...argv];
  const { stdout, status } = childProcess().spawnSync("timeout",
    ["--signal=KILL", String(TIMEOUT_MS / 1000), file, ...args], {
      encoding: "utf8", cwd: "/", env: ENVIRONMENT,
      timeout: TIMEOUT_MS + 500, killSignal: "SIGKILL", maxBuffer: OUTPUT_LIMIT,
      stdio: ["ignore", "pipe", "ignore"],
    });
  const text = (stdout ?? "").replace(CONTROL, "").trim();
  return status === 0 && text !== "" ? text : null;
};

/** The same file is asked once: another one has another inode, size or time. */
export const versionOf = (
  path: string, argv: readonly string[], uid: number | null,
): string | null => {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isFile() || (stats.mode & 0o111) === 0) return null;
  const { dev, ino, size, mtimeMs, ctimeMs } = stats;
  const key = JSON.stringify([path, dev, ino, size, mtimeMs, ctimeMs, argv, uid]);
  const known = answers.get(key);
  if (known !== undefined) return known;
  const answer = run(path, argv, asUser(path, uid, stats.uid));
  answers.set(key, answer);
  return answer;
};
