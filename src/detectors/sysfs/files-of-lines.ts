/** Lines of tmpfiles.d and of sysfs.conf: a path below /sys, and what is written there. */
import type { ToolContext } from "../tools/setting.ts";
import { readIfAllowed } from "../read-if-allowed.ts";
import { PHASES } from "../tools/phase.ts";
import { SYSFSUTILS_PLACES, sysfsutilsActs, sysfsutilsFiles } from "../tools/sysfsutils.ts";
import { tmpfiles, tmpfilesWrites } from "../tools/tmpfiles.ts";
import { reachesPath, type SysfsSetter } from "./setter.ts";

export const LINE_PLACES: readonly string[] = [...tmpfiles.places, ...SYSFSUTILS_PLACES];

export const ofTmpfiles = (machine: ToolContext): readonly SysfsSetter[] =>
  tmpfilesWrites(machine).filter(({ target }) => /^\/+sys\//.test(target))
    .map(({ target, value, acts, path, line = 1, says }) => ({
      reaches: reachesPath(target), value, phase: acts ? PHASES.tmpfiles : null,
      evidence: { kind: "tool", path, line, says: `tmpfiles.d: ${says}` } }));

/** `block/sda/queue/scheduler = none`; a mode or an owner is another thing. */
const LINE = /^\s*(?!mode\s|owner\s)([^=\s#]+)\s*=\s*([^#]*)/;

export const ofSysfsutils = (machine: ToolContext): readonly SysfsSetter[] =>
  sysfsutilsFiles(machine).flatMap((path) => (readIfAllowed(machine.host, path) ?? "").split("\n")
    .flatMap((text, at): readonly SysfsSetter[] => {
      const [, key, value = ""] = LINE.exec(text) ?? [];
      return key === undefined ? [] : [{ reaches: reachesPath(`/sys/${key}`), value: value.trim(),
        evidence: { kind: "tool", path, line: at + 1, says: `sysfsutils: ${text.trim()}` },
        phase: sysfsutilsActs(machine) ? PHASES.unit : null }];
    }));
