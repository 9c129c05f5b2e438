/**
 * How the agent reaches the root helper: through the socket that systemd starts it for, or, where
 * there is none, as a child of its own. Either way it is one process for one operation, and every
 * wait for it has an end.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import {
  OPERATION, type OperationResult, type OperationMessage, type Operate, type Operation,
} from "../../agent/operation.ts";
import { errorFrom } from "../../agent/refusal.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { printableLine } from "../../formats/printable.ts";
import { SELF } from "../linux/self-command.ts";
import { onLines } from "./json-line-socket.ts";
import { PLAIN_ENV } from "../linux/environment.ts";

const OPERATE_SOCKET = "/run/vexor-agent/operate.sock";

interface OperateChannel {
  readonly output: NodeJS.ReadableStream & { destroy(): unknown };
  ask(text: string): void;
  end(): void;
  onEnd(act: (why: string) => void): void;
}

const overSocket = (path: string): OperateChannel => {
  const socket = connect(path);
  return {
    output: socket,
    ask: (text) => void socket.end(text),
    end: () => void socket.destroy(),
    onEnd: (act) => {
      socket.on("error", (error: NodeJS.ErrnoException) => act(error.code ?? error.message));
      socket.on("close", () => act("it hung up"));
    },
  };
};


/** A group of its own: what it has started ends with it. */
const asChild = (root: string): OperateChannel => {
  const [file = "", ...args] = [...SELF, "operate", ...root === "" ? [] : ["--root", root]];
  const child = spawn(file, args, { detached: true, env: PLAIN_ENV, cwd: "/",
    stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.on("error", () => undefined); // its end says more than the pipe's
  return {
    output: child.stdout,
    ask: (text) => void child.stdin.end(text),
    end: () => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
    },
    onEnd: (act) => {
      child.on("error", (error) => act(error.message));
      child.on("close", (code, signal) => act(`it ended with ${signal ?? `exit ${code}`}`));
    },
  };
};

const lineOf = (text: string): OperationMessage | null => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value as OperationMessage : null;
  } catch {
    return null;
  }
};

const requestOperation = (
  channel: OperateChannel, operation: Operation, timeoutMs: number,
    progress: (text: string) => void,
): Promise<OperationResult> => new Promise((resolve, reject) => {
  const lost = (why: string): void => reject(new VexorError("OPERATION_LOST",
    `${operation.op}: no answer from the part that has the rights: ${why}`));
  const timer = setTimeout(() => {
    lost(`${Math.round(timeoutMs / 1000)} s are over`);
    channel.end();
  }, timeoutMs);
  channel.onEnd((why) => {
    clearTimeout(timer);
    lost(why);
  });
  onLines(channel.output, (text) => {
    const line = lineOf(text);
    if (line && "progress" in line) return progress(printableLine(String(line.progress)));
    clearTimeout(timer);
    if (line && "done" in line) resolve(line.done);
    else if (line && "refused" in line) reject(errorFrom(line.refused));
    else lost("its answer cannot be read");
  });
  channel.ask(`${JSON.stringify({ format: OPERATION, ...operation })}\n`);
});

/** Below a `root` there is no systemd to start a unit. */
export const operateFor = (root: string): Operate => (operation, timeoutMs, progress) =>
  requestOperation(root === "" && existsSync(OPERATE_SOCKET) ? overSocket(OPERATE_SOCKET)
    : asChild(root),
    operation, timeoutMs, progress);
