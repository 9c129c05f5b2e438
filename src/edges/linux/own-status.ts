/** What the kernel says of this process itself: whether a sandbox is what it was meant to be. */
import { readFileSync } from "node:fs";

const NONE = "0000000000000000";

/** Fields of a status file, each blank one space. */
export const NO_CAPABILITIES: readonly (readonly [field: string, value: string])[] =
  ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"].map((field) => [field, NONE]);

export const statusFields = (path: string): ReadonlyMap<string, string> =>
  new Map(readFileSync(path, "utf8").split("\n").map((line) => {
    const [name = "", ...rest] = line.split(":");
    return [name, rest.join(":").trim().replace(/\s+/g, " ")] as const;
  }));

export const hasReadOnlyRoot = (): boolean => {
  const [root = ""] = readFileSync("/proc/self/mountinfo", "utf8").split("\n")
    .filter((line) => line.split(" ")[4] === "/").slice(-1);
  return /^ro\b/.test(root.split(" ")[5] ?? "");
};
