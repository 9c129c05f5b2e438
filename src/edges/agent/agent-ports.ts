/** Everything outside of the agent, in one place: clock, socket, systemd, log, processes, files. */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { operateFor } from "./operate-client.ts";
import type { AgentEdges } from "../../agent/ports.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Host } from "../../ports/host.ts";
import { SELF } from "../linux/self-command.ts";
import { receiverFor } from "./facts-receiver.ts";
import { AGENT_STATE, keepAt } from "./state-files.ts";
import { log } from "./log.ts";
import { notify, watchdogMs } from "./sd-notify.ts";
import { loadAgentSettings } from "../yaml/load-agent-settings.ts";
import { serveJsonLines } from "./json-line-socket.ts";
import { AGENT_RUNTIME, AGENT_SOCKET } from "./ask-agent.ts";
import { releaseMemory } from "./release-memory.ts";
import { sourceFor } from "./source.ts";
import { interfacesFor } from "./metrics-and-webhooks.ts";
import { usage } from "./usage.ts";
import type { Sections } from "../../engine/host-file/section.ts";
import { PLAIN_ENV } from "../linux/environment.ts";

const SCRATCH = `${AGENT_STATE}/facts.git`;
const MOST_OUTPUT = 16 * 1024 * 1024;

/** Node's timers take 31 bits of milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A tenth less, up to a tenth more. */
const about = (ms: number): number => ms * (0.9 + 0.2 * Math.random());

const after = (ms: number, act: () => void): (() => void) => {
  const timer = setTimeout(act, Math.min(ms, LONGEST_TIMER_MS));
  return () => clearTimeout(timer);
};

/** A process of its own, in a group of its own, that is killed when its time is up. */
const runVerb = (
  root: string, verb: string, input: unknown, timeoutMs: number,
): Promise<unknown> => new Promise((resolve, reject) => {
  const [file = "", ...args] = [...SELF, verb, ...root === "" ? [] : ["--root", root]];
  const child = spawn(file, args, { detached: true, env: PLAIN_ENV, cwd: "/",
    stdio: ["pipe", "pipe", "ignore"] });
  const fail = (why: string): void => reject(new VexorError("COMMAND_FAILED", `${verb}: ${why}`));
  const kill = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
  };
  const timer = setTimeout(() => {
    kill();
    fail("no end in time");
  }, timeoutMs);
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    if (text.length > MOST_OUTPUT) kill();
  });
  child.on("error", (error) => fail(error.message));
  child.on("close", (code) => {
    clearTimeout(timer);
    if (code !== 0) return fail(`exit ${code}`);
    try {
      resolve(JSON.parse(text));
    } catch {
      fail("its answer is not JSON");
    }
  });
  child.stdin.on("error", () => undefined); // its end says more than the pipe's
  child.stdin.end(JSON.stringify(input));
});

const untilTold = (): Promise<void> => new Promise((resolve) => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
});

export const agentPorts = (
  host: Host, root: string, hostName: string, sections: Sections,
): AgentEdges => {
  const keep = keepAt(host, root);
  return {
    ...keep,
    configure: () => {
      const settings = loadAgentSettings(host, root, hostName);
      const untidy = (why: string): void =>
        log({ at: Date.now(), level: "info", what: "mirror", why }, null);
      return { settings,
        source: sourceFor(host, root, settings.source, hostName, untidy, sections),
        receiver: receiverFor(settings.facts, { host, hostName, scratch: `${root}${SCRATCH}`,
          followed: () => keep.loadGood().value?.id ?? null }),
        ...interfacesFor(settings, host, root) };
    },
    clock: { now: Date.now, steady: () => performance.now(), after, about },
    operate: operateFor(root),
    runVerb: (verb, input, timeoutMs) => runVerb(root, verb, input, timeoutMs),
    serve: (reply) => {
      mkdirSync(`${root}${AGENT_RUNTIME}`, { recursive: true, mode: 0o755 });
      return serveJsonLines(`${root}${AGENT_SOCKET}`, reply);
    },
    freshId: randomUUID, notify, watchdogMs: watchdogMs(), log, usage, releaseMemory,
    ended: untilTold(),
    leave: () => process.exit(0),
    onHangup: (act) => void process.on("SIGHUP", act),
  };
};
