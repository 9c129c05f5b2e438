/** An unknown validator: it listens and locks as its build says, and that is all. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { lockFile } from "./common/libc.ts";
import { buildOf } from "./common/behaviour.ts";
import { takeTcp, takeUdp } from "./common/ports.ts";

export const unknownValidator = async (): Promise<void> => {
  const { listens = [], locks = [] } = buildOf();
  for (const path of locks) {
    mkdirSync(dirname(path), { recursive: true });
    if (lockFile(path) === null) process.exit(1);
  }
  for (const one of listens) {
    const [protocol, port] = one.split(":");
    await (protocol === "udp" ? takeUdp : takeTcp)("0.0.0.0", Number(port));
  }
  setInterval(() => undefined, 60_000);
};
