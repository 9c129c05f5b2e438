/**
 * How a stand-in behaves, read anew whenever it is asked for, so that a test can change its mind
 * while the client runs. The file lies beside the ledger, `<ledger>.behaviour.json`: nothing of it is in
 * the arguments, the environment or the unit that Vexor sees. What belongs to the program rather
 * than to a running client (its version, the flags it has lost) is beside the executable, in
 * `<executable>.stand-in.json`. README.md lists what either may hold.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";

export interface Behaviour {
  readonly cluster?: string;
  readonly host?: string;
  readonly startMs?: number;
  readonly startStuck?: boolean;
  readonly crash?: { readonly afterMs?: number; readonly code?: number; readonly says?: string };
  readonly stopMs?: number | "never";
  /** What is left of its tower when it has been stopped: half, as after a power cut. */
  readonly tower?: "torn";
  readonly history?: "torn";
  /** It syncs its tower or history, so that what a power cut takes is another's. */
  readonly syncs?: boolean;
  readonly behind?: number;
  readonly catchUpMs?: number;
  readonly health?: "unknown" | "behind";
  readonly rpc?: "rubbish" | "hang" | "closed" | "html" | "drip" | "huge";
  readonly rpcMs?: number;
  readonly rpcErrors?: Readonly<Record<string, string>>;
  /** What it says in place of the truth, by method. */
  readonly rpcLies?: Readonly<Record<string, unknown>>;
  readonly admin?: "rubbish" | "hang" | "absent" | "hangup";
  readonly adminUid?: number;
  readonly adminMode?: number;
  readonly identityChangesMs?: number | "never";
  /** `half`: fails when some of its parts have the new key already. */
  readonly setIdentity?: "refuses" | "dies" | "hangs" | "half" | "half once";
  /** The loop that votes cannot read the history that was checked a moment before. */
  readonly reload?: "unreadable";
  readonly votes?: "off" | "despite mismatch";
  readonly duplicatesSeenMs?: number | "never";
  readonly keyswitchMs?: number;
  readonly keyswitchFails?: boolean;
  /** Its own vote history: no longer written, or always without the newest vote. */
  readonly writes?: "stuck" | "late";
  /** What Firedancer's `wait` says when it fails. */
  readonly waitFails?: string;
  readonly tiles?: readonly string[];
  readonly idleLeaderMs?: number;
  readonly syncDistance?: number;
  readonly beacon?: "rubbish" | "hang" | "closed" | "html" | "drip" | "huge" | "broken";
  readonly elOffline?: boolean;
  readonly optimistic?: boolean;
  readonly prefix?: "eth" | "qrl" | "zond";
  /** What becomes of a slashing-protection history: refused, or taken with its end missing. */
  readonly imports?: "fails" | "forgets";
  readonly exports?: "fails";
  /** The export is a link to this file, as a hostile owner of the data could have it. */
  readonly exportLink?: string;
  /** An export or import that never ends, once it has the database; with a daemon of its own. */
  readonly cliHangs?: boolean | "with a daemon" | "with a deaf daemon";
  /** How long an export or import takes, at least. */
  readonly cliTakesMs?: number;
  /**
   * How long a client by Node takes until it does anything, its commands too: 8 to 10 s for a real
   * one, and a fraction of that where a test says nothing.
   */
  readonly runtimeMs?: number;
}

/** Blocks, as work on a large database does. */
export const takeTime = ({ cliTakesMs = 0 }: Behaviour): void => {
  if (cliTakesMs > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, cliTakesMs);
};

const DAEMON = "exec sleep 977";

/** True where it never comes back; its daemon has left session and parent, and may not hear SIGTERM. */
export const hangs = ({ cliHangs = false }: Behaviour): boolean => {
  if (cliHangs === false) return false;
  if (cliHangs !== true) {
    const deaf = cliHangs === "with a deaf daemon" ? "trap '' TERM; " : "";
    spawn("setsid", ["--fork", "sh", "-c", `${deaf}${DAEMON}`], { stdio: "ignore" });
  }
  setInterval(() => undefined, 60_000);
  return true;
};

export interface Build {
  readonly version?: string;
  readonly client?: string;
  /** The whole output of `--version`, for clients that say something else. */
  readonly says?: string;
  readonly versionHangs?: boolean;
  readonly removedFlags?: readonly string[];
  readonly addedFlags?: readonly string[];
  /** For unknown clients: `udp:8001`, `tcp:8899`. */
  readonly listens?: readonly string[];
  readonly locks?: readonly string[];
  readonly threads?: readonly string[];
}

/** Its text parsed; a file that a test is just writing says nothing new. */
const reader = <T extends object>(path: string, otherwise: T): (() => T) => {
  let seen = "";
  let value = otherwise;
  return () => {
    try {
      const { mtimeMs, size, ino } = statSync(path);
      const now = `${mtimeMs} ${size} ${ino}`;
      if (now === seen) return value;
      value = JSON.parse(readFileSync(path, "utf8")) as T;
      seen = now;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") value = otherwise;
    }
    return value;
  };
};

export const behaviourOf = (ledger: string): (() => Behaviour) =>
  reader<Behaviour>(`${resolve(ledger)}.behaviour.json`, {});

/** The executable's path; one that was replaced while it ran is still told from its successor. */
export const executable = (): string => readlinkSync("/proc/self/exe").replace(/ \(deleted\)$/, "");

export const buildOf = (): Build => {
  const replaced = readlinkSync("/proc/self/exe").endsWith(" (deleted)");
  const own = `${executable()}.stand-in.json`;
  const old = `${executable()}.replaced.stand-in.json`;
  return reader<Build>(replaced && existsSync(old) ? old : own, {})();
};

/** What this process was called by, if that is a name we know, else the executable's own name. */
export const calledAs = (known: readonly string[]): string => {
  const [argv0 = ""] = readFileSync("/proc/self/cmdline", "utf8").split("\0");
  return known.includes(basename(argv0)) ? basename(argv0) : basename(executable());
};
