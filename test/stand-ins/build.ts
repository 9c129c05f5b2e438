/** Compiles the stand-ins into one executable: `bun test/stand-ins/build.ts OUT`. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const out = process.argv[2] ?? "";
const { status } = spawnSync(process.execPath,
  ["build", "--compile", "--minify", join(import.meta.dirname, "main.ts"), "--outfile", out],
  { stdio: ["ignore", "ignore", "inherit"] });
process.exitCode = status ?? 1;
