/**
 * A host on a tree whose sysctls move each other as Linux 6.1 moves them, written down here anew
 * from what its kernel does: watchdogs whose written values are lost when a process reads them
 * while they are off, IPv6 written through to interfaces, IPv4's default copied to unwritten ones.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Host } from "../../src/ports/host.ts";
import { hostAt } from "./engine.ts";

const SYS = "/proc/sys/";
const WATCHDOG = "kernel/watchdog";
const SOFT = "kernel/soft_watchdog";

export const coupledKernel = (root: string): Host => {
  const host = hostAt(root);
  const get = (path: string): string => readFileSync(join(root, SYS, path), "utf8").trim();
  const set = (path: string, value: string): void => {
    if (existsSync(join(root, SYS, path))) writeFileSync(join(root, SYS, path), `${value}\n`);
  };
  const written = new Set<string>();
  const wish = { [WATCHDOG]: true, [SOFT]: true };
  let runs = existsSync(join(root, SYS, WATCHDOG)) && get(WATCHDOG) === "1";

  const watchdog = (path: typeof WATCHDOG | typeof SOFT, value: string): void => {
    wish[path] = value !== "0";
    runs = wish[WATCHDOG] && wish[SOFT];
  };
  const interfaces = (family: string): readonly string[] =>
    readdirSync(join(root, SYS, "net", family, "conf")).filter((one) => one !== "all");
  const moveOthers = (path: string, value: string): void => {
    const [, family = "", name = "", leaf = ""] = /^net\/(ipv[46])\/conf\/([^/]+)\/(.*)$/.exec(path) ?? [];
    if (family === "ipv6" && name === "all" && leaf === "forwarding") {
      for (const one of interfaces("ipv6")) set(`net/ipv6/conf/${one}/${leaf}`, value);
    }
    if (family === "ipv4" && name === "default") {
      for (const one of interfaces("ipv4").filter((other) => !written.has(`${other}/${leaf}`))) {
        set(`net/ipv4/conf/${one}/${leaf}`, value);
      }
    } else if (family === "ipv4") written.add(`${name}/${leaf}`);
  };
  return {
    ...host,
    read: (path) => {
      const key = path.slice(SYS.length);
      if (key !== WATCHDOG && key !== SOFT) return host.read(path);
      wish[key] = runs;
      return existsSync(join(root, path)) ? `${runs ? 1 : 0}\n` : null;
    },
    put: (path, value, last) => {
      host.put(path, value, last);
      const key = path.slice(SYS.length);
      if (key === WATCHDOG || key === SOFT) watchdog(key, value);
      else moveOthers(key, value);
    },
  };
};
