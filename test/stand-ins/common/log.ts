/** Log lines in the form of each client, so that their reader meets the real thing. */
import { appendFileSync } from "node:fs";

export type Level = "INFO" | "WARN" | "ERROR";
export type Log = (level: Level, module: string, text: string) => void;

const MODULES = 4;

/** `[2026-08-21T10:16:52.123456789Z WARN  agave_validator::admin_rpc_service] …` */
const agaveLine = (level: Level, module: string, text: string): string => {
  const nanos = String(process.hrtime.bigint() % 1_000_000n).padStart(6, "0");
  const time = new Date().toISOString().replace("Z", `${nanos}Z`);
  return `[${time} ${level.padEnd(MODULES + 1)} ${module}] ${text}\n`;
};

/** `-` is the standard error; the file is opened anew for each line, so rotation just works. */
export const agaveLog = (path: string): Log => (level, module, text) => {
  const line = agaveLine(level, module, text);
  if (path === "-") process.stderr.write(line);
  else appendFileSync(path, line);
};

/** `NOTICE  08-21 10:16:52.123456 4242   f0   main  src/app/…: …`, on the standard error. */
export const firedancerLog = (thread: string): Log => (level, module, text) => {
  const name = { INFO: "NOTICE ", WARN: "WARNING", ERROR: "ERR    " }[level];
  const time = new Date().toISOString().slice(5).replace("T", " ").replace("Z", "000");
  process.stderr.write(`${name} ${time} ${process.pid} f0   ${thread.padEnd(8)} ${module}: ${text}\n`);
};

/** `time="2026-08-21 10:16:52" level=info msg="…" prefix=node` */
export const prysmLog: Log = (level, module, text) => {
  const time = new Date().toISOString().slice(0, 19).replace("T", " ");
  const name = { INFO: "info", WARN: "warning", ERROR: "fatal" }[level];
  process.stderr.write(
    `time="${time}" level=${name} msg=${JSON.stringify(text)} prefix=${module}\n`);
};
