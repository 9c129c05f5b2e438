/**
 * The shell's language, by the package unbash. It is loaded for the first script that names a
 * setting: most machines have none, and pay nothing.
 */
import { createRequire } from "node:module";
import type * as Unbash from "unbash";
import { lazy } from "../../lazy.ts";

/** Bun puts what `require` names into the executable; Node knows it in no module. */
const unbash = lazy(() => (typeof require === "function"
  ? require("unbash") as typeof Unbash
  : createRequire(import.meta.url)("unbash") as typeof Unbash));

const KEPT = 64;
const kept = new Map<string, Unbash.ParsedScript>();

/** The same file may be sourced, or called, many times. */
export const parseShell = (text: string): Unbash.ParsedScript => {
  const before = kept.get(text);
  if (before) return before;
  const parsed = unbash().parse(text);
  if (kept.size >= KEPT) kept.clear();
  kept.set(text, parsed);
  return parsed;
};
