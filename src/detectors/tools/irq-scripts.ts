/**
 * Scripts, hooks and tmpfiles.d lines that move interrupts: they write smp_affinity files below
 * /proc/irq, or start one of the network drivers' `set_irq_affinity`. Where a line names no number,
 * only running it would tell which interrupts it moves: then each of them counts.
 */
import type { Evidence } from "../../engine/evidence.ts";
import type { HostReader } from "../../engine/ports.ts";
import { glanceAt } from "../glance.ts";
import { lazy } from "../lazy.ts";
import { readIfAllowed } from "../read-if-allowed.ts";
import { isUnitFile, logicalLines } from "../unit-syntax.ts";
import { layeredFiles, layersOf } from "./layers.ts";
import { PHASES } from "./phase.ts";
import { readScripts } from "./script-files.ts";
import { SCRIPT_PLACES } from "./script-places.ts";

/** A change in these tells of another mask to come. */
export const IRQ_SCRIPT_PLACES: readonly string[] = [...SCRIPT_PLACES, "/etc/tmpfiles.d"];

const MOVES = /smp_affinity|\bset_irq_affinity/;
const WORDS = /[^\s"'=>]*(?:smp_affinity|set_irq_affinity)/g;
const NUMBERED = /\/irq\/(\d+)\/smp_affinity$/;

interface Move {
  /** Null: it may be any. */
  readonly number: number | null;
  readonly evidence: Evidence;
}

/** Evidence for one interrupt, by its number. Nothing is read until one is asked for. */
export function irqScripts(host: HostReader): (number: number) => readonly Evidence[] {
  const moves = lazy(() => readMoves(host));
  return (number) => moves().filter((move) => move.number === null || move.number === number)
    .map(({ evidence }) => evidence);
}

function readMoves(host: HostReader): readonly Move[] {
  const lines = layeredFiles(glanceAt(host), layersOf("tmpfiles.d"), ".conf").map((path) =>
    ({ path, text: readIfAllowed(host, path) ?? "", phase: PHASES.tmpfiles }));
  return [...lines, ...readScripts(host)].filter(({ text }) => MOVES.test(text))
    .flatMap(({ path, text, phase }) => linesIn(path, text).flatMap(([line, said]) => {
      if (/^\s*[#;]/.test(said) || !MOVES.test(said)) return [];
      const evidence: Evidence = { kind: "file", path, line, says: said.trim(),
        ...(phase === null ? {} : { restores: null, phase }) };
      return numbersIn(said).map((number) => ({ number, evidence }));
    }));
}

/** Of a unit, what it executes: one that may write a file has not said that it does. */
const linesIn = (path: string, text: string): readonly (readonly [number, string])[] =>
  (isUnitFile(path) ? logicalLines(text).filter(([, said]) => /^\s*Exec/.test(said))
    : text.split("\n").map((said, at) => [at + 1, said] as const));

const numbersIn = (line: string): readonly (number | null)[] =>
  [...new Set((line.match(WORDS) ?? []).map((word) => {
    const number = NUMBERED.exec(word)?.[1];
    return number === undefined ? null : Number(number);
  }))];
