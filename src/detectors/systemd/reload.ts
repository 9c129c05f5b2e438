/**
 * What `systemctl daemon-reload` would move: systemd runs every generator again then, and one that
 * sets a sysctl or an interrupt's mask sets it again, over whatever has been set since the boot.
 */
import type { Blocker } from "../../engine/plan/blockers.ts";
import { placeOf } from "../../engine/model/evidence.ts";
import type { HostReader } from "../../ports/host.ts";
import { formatValue } from "../../engine/model/rules.ts";
import { readBootSysctls } from "../kernel/sysctl-boot-sources.ts";
import { bootValues } from "../kernel/boot-values.ts";
import { runningKernel } from "../kernel/running-kernel.ts";
import { pathToKey } from "../kernel/sysctl-d.ts";
import { readKey } from "../kernel/sysctl-keys.ts";
import { readGenerators } from "../tools/script-files.ts";
import { fileOf, keyOf, outcome } from "../tools/shell/settings.ts";
import { ANY } from "../tools/shell/text.ts";
import {
  readIrqScripts, readSettingScripts, type SettingScript,
} from "../tools/setting-scripts.ts";

interface GeneratorRerun {
  /** `/etc/systemd/system-generators/tune:3` */
  readonly place: string;
  /** Dotted; a pattern, or the words for it, where the script does not name one. */
  readonly key: string;
  /** What it will hold without the reload; null where no single value is meant. */
  readonly holds: string | null;
  /** Null when only running it would tell. */
  readonly brings: string | null;
}

const placeIn = (path: string, line: number): string =>
  placeOf({ kind: "file", path, line, says: "" });

/** What keeps systemd from reading unit files: a generator that would change what is set now. */
export const hinderedByReload = (
  host: HostReader, after: (target: string) => string | null | undefined = () => undefined,
): Blocker | null => {
  const moved = movedByReload(host, (key) => after(`sysctl:${key}`));
  if (moved === null) return null;
  const { place, key, holds, brings } = moved;
  const needs = `this needs systemctl daemon-reload, which runs ${place} again`;
  const path = place.replace(/:\d+$/, "");
  if (holds === null || brings === null) {
    const what = holds === null ? `set ${key}` : `change ${key}, which is ${formatValue(holds)}`;
    return { reason: `${needs}: it may ${what}`,
      waysOut: [`have ${path} name the key and its value, or move that line to /etc/sysctl.d`] };
  }
  const [is, would] = [formatValue(holds), formatValue(brings)];
  return { reason: `${needs}: it would change ${key} from ${is} to ${would}`,
    waysOut: [`have ${path} set ${is}, or move that line to /etc/sysctl.d`,
      "let it happen: systemctl daemon-reload, then plan again"] };
};

/**
 * The first setting that a generator would change. `after` gives the value that a plan makes of a
 * key.
 */
function movedByReload(
  host: HostReader, after: (key: string) => string | null | undefined,
): GeneratorRerun | null {
  const scripts = readGenerators(host);
  if (scripts.length === 0) return null;
  const [mover] = readIrqScripts(host, scripts);
  const [mask] = mover?.settings ?? [];
  if (mask) {
    return { place: placeIn(mask.path, mask.line), key: "the CPUs of interrupts", holds: null,
      brings: null };
  }
  const liveOf = (key: string): string | null => after(key) ?? readKey(host, key);
  const read = bootValues(runningKernel(host, readBootSysctls(host)), { liveOf, beforeOf: liveOf });
  for (const { settings } of readSettingScripts(host, scripts)) {
    const moved = movedBy(settings, liveOf, (key, text) => read(key, text).value);
    if (moved) return moved;
  }
  return null;
}

function movedBy(
  settings: SettingScript["settings"], liveOf: (key: string) => string | null,
  taken: (key: string, text: string) => string | null,
): GeneratorRerun | null {
  for (const { file, path, line, ...setting } of settings) {
    const key = keyOf({ file, path, line, ...setting });
    const place = placeIn(path, line);
    if (key === null) {
      const which = pathToKey(file.slice(fileOf("").length)).replaceAll(ANY, "*");
      return { place, key: which, holds: null, brings: null };
    }
    const holds = liveOf(key);
    const said = outcome(settings, key);
    if (holds === null || said === null) continue;
    const brings = said.value === null ? null : taken(key, said.value);
    if (brings === holds) continue;
    return { place: placeIn(said.last.path, said.last.line), key: pathToKey(key), holds, brings };
  }
  return null;
}
