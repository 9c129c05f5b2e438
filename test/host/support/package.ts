/** Debian packages of the executable as it was built last. */
import { execa } from "execa";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { LAB } from "../lab/machine.ts";

const ROOT = join(import.meta.dirname, "../../..");
const DEBS = join(LAB, `debs.${process.pid}`);

/** The path of a package of this version, which need not be the executable's own. */
export const buildDeb = async (version: string): Promise<string> => {
  await mkdir(DEBS, { recursive: true });
  const { stdout } = await execa(process.execPath, [join(ROOT, "scripts/deb.ts"), version, DEBS]);
  return stdout.trim();
};

export const removeDebs = (): Promise<void> => rm(DEBS, { recursive: true, force: true });
