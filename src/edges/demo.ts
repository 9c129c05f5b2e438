/** The demo's stage: a new directory for it, real programs in it, and a key press. */
import { once } from "node:events";
import {
  closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { VexorError } from "../engine/model/errors.ts";
import type { ProcessEnd, DemoStage } from "../commands/verbs/demo/stage.ts";
import { childProcess } from "./linux/child-process.ts";
import { note } from "./linux/terminal.ts";
import { PLAIN_ENV } from "./linux/environment.ts";

const ENV = { ...PLAIN_ENV, LC_ALL: "C.UTF-8" };
const LOOK_MS = 1;
const CTRL_C = 3;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const textOf = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // it is not there yet
  }
};

/** Both streams go to one file: pipes would lose which line came first. */
const runIn = (
  directory: string, [file = "", ...args]: readonly string[], isColoured: boolean, cue?: string,
): Promise<ProcessEnd> => new Promise((done, reject) => {
  const kept = join(directory, "output");
  const fd = openSync(kept, "w");
  const child = childProcess().spawn(file, args, { cwd: directory, stdio: ["ignore", fd, fd],
    env: { ...ENV, ...isColoured ? { FORCE_COLOR: "1" } : {} } });
  closeSync(fd);
  const timer = cue && setInterval(() => {
    if (textOf(kept).includes(cue)) child.kill("SIGKILL");
  }, LOOK_MS);
  const end = (): void => clearInterval(timer);
  child.on("error", (error) => {
    end();
    reject(new VexorError("COMMAND_FAILED", `${file} could not be started: ${error.message}`));
  });
  child.on("close", (exit, signal) => {
    end();
    done({ pid: child.pid ?? 0, exit, signal, output: textOf(kept) });
  });
});

/** One key, read raw: a terminal would keep it until the line is whole. */
const key = async (prompt: string): Promise<boolean> => {
  const { stdin } = process;
  if (!stdin.isTTY) throw new VexorError("NO_TERMINAL", "vexor demo --pause needs a terminal");
  stdin.setRawMode(true);
  const stop = new AbortController();
  const options = { signal: stop.signal };
  try {
    const pressed = once(stdin, "data", options).then(([bytes]) => (bytes as Buffer)[0]);
    const ended = SIGNALS.map((signal) => once(process, signal, options).then(() => CTRL_C));
    stdin.resume();
    note(prompt);
    return await Promise.race([pressed, ...ended]) !== CTRL_C;
  } finally {
    stop.abort();
    stdin.setRawMode(false);
    stdin.pause();
  }
};

const newDirectory = (path: string): string => {
  try {
    mkdirSync(path);
    return resolve(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === "EEXIST" ? "it exists already" : code ?? "it failed";
    throw new VexorError("USAGE", `${path} cannot be made: ${why}`,
      { hint: "Name a new directory." });
  }
};

export const openStage = (path: string | null): DemoStage => {
  const directory = path === null ? mkdtempSync(join(tmpdir(), "vexor-demo-"))
    : newDirectory(path);
  return {
    directory,
    write: (path, text) => {
      const file = join(directory, path);
      mkdirSync(path.endsWith("/") ? file : dirname(file), { recursive: true });
      if (path.endsWith("/")) return;
      if (text.startsWith("-> ")) symlinkSync(text.slice(3), file);
      else writeFileSync(file, text);
    },
    run: (argv, isColoured, cue) => runIn(directory, argv, isColoured, cue),
    key,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
};
