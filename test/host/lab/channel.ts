/** The host's end of a guest's command channel; `agent.c` is the other and names the frames. */
import { connect, type Socket } from "node:net";
import type { ExecResult } from "./machine.ts";

interface Waiting {
  resolve: (result: ExecResult) => void;
  reject: (error: Error) => void;
}

const NEWLINE = 10;

export class Channel {
  readonly #socket: Socket;
  readonly #waiting: Waiting[] = [];
  #received = Buffer.alloc(0);
  #ready = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (bytes) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      while (this.#take());
    });
    socket.on("error", () => {}); // "close" follows, and ends each wait.
    socket.on("close", () => this.#fail("the guest has lost its power"));
  }

  /** Connects to QEMU's socket, or returns undefined while there is none. */
  static open(path: string): Promise<Channel | undefined> {
    return new Promise((resolve) => {
      const socket = connect(path);
      socket.once("connect", () => resolve(new Channel(socket)));
      socket.once("error", () => resolve(undefined));
    });
  }

  /** True once the guest's end has started. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Runs a shell script in the guest; requests are answered in the order of their calls. */
  request(script: string, input: Uint8Array, limitSeconds: number): Promise<ExecResult> {
    const body = Buffer.from(script);
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) return reject(new Error("the guest is not running"));
      this.#waiting.push({ resolve, reject });
      this.#socket.write(`${limitSeconds} ${body.length} ${input.length}\n`);
      this.#socket.write(body);
      this.#socket.write(input);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Takes one frame from what has arrived; false if none is whole yet. */
  #take(): boolean {
    const end = this.#received.indexOf(NEWLINE);
    if (end < 0) return false;
    const [kind, ...numbers] = this.#received.toString("latin1", 0, end).split(" ");
    const [code = 0, out = 0, err = 0] = kind === "exit" ? numbers.map(Number) : [];
    const body = end + 1;
    if (this.#received.length < body + out + err) return false;
    const stdout = this.#received.toString("utf8", body, body + out);
    const stderr = this.#received.toString("utf8", body + out, body + out + err);
    this.#received = this.#received.subarray(body + out + err);
    if (kind === "ready") this.#ready = true;
    else this.#waiting.shift()?.resolve({ code, stdout, stderr });
    return true;
  }

  #fail(reason: string): void {
    for (const { reject } of this.#waiting.splice(0)) reject(new Error(reason));
  }
}
