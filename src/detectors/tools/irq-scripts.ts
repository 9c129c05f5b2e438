/**
 * Scripts, hooks and tmpfiles.d lines that move interrupts: they write smp_affinity files below
 * /proc/irq, or start a program that does (`set_irq_affinity` of the network drivers, tuna). Where
 * only running a line would tell which interrupts it moves, each of them is taken.
 */
import type { Evidence, BootPhase } from "../../engine/model/evidence.ts";
import type { HostReader } from "../../ports/host.ts";
import { readListings } from "./listings.ts";
import { lazy } from "../lazy.ts";
import { readIfAllowed } from "../read-if-allowed.ts";
import { layeredFiles, layersOf } from "./layers.ts";
import { PHASES } from "./phase.ts";
import { readScripts } from "./script-files.ts";
import { scriptPlaces } from "./script-places.ts";
import { moves, normalPath } from "./shell/settings.ts";
import { ANY } from "./shell/text.ts";
import { readIrqScripts } from "./setting-scripts.ts";

/** A change in these announces another mask. */
export const irqScriptPlaces = (): readonly string[] => [...scriptPlaces(), "/etc/tmpfiles.d"];

interface IrqMove {
  readonly moves: (number: number) => boolean;
  readonly evidence: Evidence;
}

/** Evidence for one interrupt, by its number. Nothing is read until one is asked for. */
export function irqScripts(host: HostReader): (number: number) => readonly Evidence[] {
  const all = lazy(() => [...inTmpfiles(host), ...inScripts(host)]);
  return (number) => all().filter((move) => move.moves(number)).map(({ evidence }) => evidence);
}

const inScripts = (host: HostReader): readonly IrqMove[] =>
  readIrqScripts(host, readScripts(host)).flatMap(({ script: { phase }, settings }) => {
    const kept = new Set<string>();
    return settings.flatMap((setting): readonly IrqMove[] => {
      const { path, line, text, file } = setting;
      const isNew = !kept.has(`${line} ${path} ${file}`);
      kept.add(`${line} ${path} ${file}`);
      return isNew ? [{ moves: (number) => moves(setting, number),
        evidence: { kind: "file", path, line, says: text, ...acts(phase) } }] : [];
    });
  });

const acts = (phase: BootPhase | null): Partial<Evidence> =>
  (phase === null ? {} : { restores: null, phase });

/** `w /proc/irq/41/smp_affinity - - - - 2`; the path may be a glob. */
const LINE = /^\s*[wfF][-+!=~^$]*\s+["']?(\/+proc\/+irq\/[^\s"']*)/;

const inTmpfiles = (host: HostReader): readonly IrqMove[] =>
  layeredFiles(readListings(host), layersOf("tmpfiles.d"), ".conf").flatMap((path) =>
    (readIfAllowed(host, path) ?? "").split("\n").flatMap((says, at): readonly IrqMove[] => {
      const target = LINE.exec(says)?.[1];
      if (target === undefined) return [];
      const setting = { file: normalPath(target.replace(/\[[^\]]*\]|\{[^}]*\}|[*?]|%./g, ANY)) };
      return [{ moves: (number) => moves(setting, number), evidence: { kind: "file", path,
        line: at + 1, says: says.trim(), ...acts(PHASES.tmpfiles) } }];
    }));
