/** What this process takes. */
import { readdirSync } from "node:fs";
import type { ProcessUsage } from "../../agent/ports.ts";

const openFds = (): number | null => {
  try {
    return readdirSync("/proc/self/fd").length - 1; // the listing's own
  } catch {
    return null; // /proc may be hidden from a hardened unit
  }
};

export const usage = (): ProcessUsage => {
  const { user, system } = process.cpuUsage();
  return { rssBytes: process.memoryUsage.rss(), cpuSeconds: (user + system) / 1e6,
    openFds: openFds() };
};
