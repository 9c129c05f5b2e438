/** The sysctls of a container that a campaign sets: each takes other values, and moves no other. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Machine } from "../lab/machine.ts";

export interface Key {
  /** Dotted. */
  readonly name: string;
  /** What a boot brings when nothing sets it. */
  readonly usual: string;
  /** Two more values that the kernel holds after they are written. */
  readonly others: readonly [string, string];
}

/** By dotted name. */
export type Values = ReadonlyMap<string, string>;

const PROGRAM = readFileSync(join(import.meta.dirname, "keys.py"), "utf8");
const LIMIT_MS = 120_000;

async function rows(machine: Machine, verb: "dump" | "find"): Promise<readonly string[][]> {
  const { stdout, stderr, code } = await machine.exec(
    ["python3", "-c", PROGRAM, verb], { timeoutMs: LIMIT_MS });
  if (code !== 0) throw new Error(`keys.py ${verb} exited with ${code}: ${stderr}`);
  return stdout.trimEnd().split("\n").map((line) => line.split("\t"));
}

const dotted = (path = ""): string => path.replaceAll("/", ".");

export const readAll = async (machine: Machine): Promise<Values> =>
  new Map((await rows(machine, "dump")).map(([path, ...value]) =>
    [dotted(path), value.join("\t")]));

export const findKeys = async (machine: Machine): Promise<readonly Key[]> =>
  (await rows(machine, "find")).map(([path, usual = "", one = "", two = ""]) =>
    ({ name: dotted(path), usual, others: [one, two] }));
