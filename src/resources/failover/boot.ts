/**
 * The files that bind a validator to its keeper. They are a function of the keeper's settings
 * alone, so that they come, go and come back as the same bytes.
 *
 * `BindsTo=` has systemd stop the validator once the keeper is gone, in the validator's own time.
 * That is too long for one that may sign: so the keeper's last act, by whatever it ends, is a
 * SIGKILL for the validator. An ordinary stop of the validator comes past none of this.
 */
import { ACT_UNIT } from "../../failover/permit.ts";
import { LOCK_PATH, PASS_PATH } from "../../failover/validator-lock.ts";
import { readSettings } from "../../failover/settings.ts";
import { bootLinksOf, enablingLinks } from "../../detectors/systemd/enablement-links.ts";
import type { UnitPath } from "../../detectors/systemd/unit-files.ts";
import type { Claim } from "../../engine/model/model.ts";
import type { BootFile } from "../../engine/resource.ts";
import { formatMilliseconds } from "../../formats/duration.ts";

export const KEEPER = "vexor-failover.service";
export const SETTINGS = "/etc/vexor-agent/failover.json";
const UNITS = "/etc/systemd/system";

const WATCHDOG_DROP_IN = `${UNITS}/${KEEPER}.d/90-vexor-agent-watchdog.conf`;
const FENCE_DROP_IN = `${UNITS}/${KEEPER}.d/90-vexor-agent-fence.conf`;
const bindingPath = (unit: string): string => `${UNITS}/${unit}.d/90-vexor-agent-failover.conf`;

/** What this kind writes for boot. */
export const FAILOVER_FILES: readonly RegExp[] = [
  /^\/etc\/vexor-agent\/failover\.json$/,
  /^\/etc\/systemd\/system\/vexor-failover\.service\.d\/90-vexor-agent-(watchdog|fence)\.conf$/,
  /^\/etc\/systemd\/system\/[^/]+\.service\.d\/90-vexor-agent-failover\.conf$/,
];

const HEAD = "# Written by vexor-agent from this machine's host file; it is rewritten with the "
  + "next apply.";

export interface RenderedFile {
  readonly path: string;
  readonly text: string;
}

/** What the keeper needs to start. */
export const keeperFiles = (settings: string): readonly RenderedFile[] => {
  const watchdog = readSettings(settings)?.timing.watchdog ?? 0;
  return [
    { path: SETTINGS, text: settings },
    { path: WATCHDOG_DROP_IN,
      text: [HEAD, "[Service]", `WatchdogSec=${formatMilliseconds(watchdog)}`, ""].join("\n") },
  ];
};

/**
 * What may be there only while the keeper runs: with it gone, systemd stops these validators. A dry
 * run ends none of them.
 */
export const bindingFiles = (settings: string): readonly RenderedFile[] => {
  const { units, dryRun, validator } = readSettings(settings) ?? { units: [], dryRun: true };
  return dryRun ? [] : [
    { path: FENCE_DROP_IN, text: [HEAD, "[Service]",
      ...validator === undefined ? [] : [`ExecStopPost=-/bin/rm -f ${PASS_PATH}`],
      "ExecStopPost=-/usr/bin/systemctl kill "
        + `--signal=SIGKILL ${[ACT_UNIT, ...units].join(" ")}`, ""].join("\n") },
    ...units.map((unit) => ({ path: bindingPath(unit), text: [
      HEAD, "# Without the keeper this does not run: nothing else tells whether it may sign.",
      "[Unit]", `BindsTo=${KEEPER}`, `After=${KEEPER}`, ...validator === undefined ? [] : BARRED,
      ""].join("\n") })),
  ];
};

/**
 * A client that signs as soon as it runs: nothing starts it without the keeper's leave. The pass
 * does not outlive a boot, and the lock does: where either file is wrong, it stays down.
 */
const BARRED = [`ConditionPathExists=!${LOCK_PATH}`, `ConditionPathExists=${PASS_PATH}`];

export const settingsOf = (claim: Pick<Claim, "attributes"> | undefined): string | null =>
  claim?.attributes["settings"] ?? null;

const rendered = (settings: string | null): readonly RenderedFile[] =>
  (settings === null ? [] : [...keeperFiles(settings), ...bindingFiles(settings)]);

/** Under our name, with another owner's text: it stays when we go. */
const isForeign = (
  { host }: UnitPath, { path, text }: RenderedFile,
): boolean => ![null, text].includes(host.read(path));

const isOwnDirectory = (path: string): boolean => path !== SETTINGS;

/** Links that are there stay as they are, wherever an operator lets them lead. */
const links = (unitPath: UnitPath, isOn: boolean): readonly BootFile[] => {
  const present = bootLinksOf(unitPath.host, KEEPER);
  if (!isOn) return present.map(({ path }) => ({ path, text: null, isLink: true }));
  return present.length > 0 ? []
    : enablingLinks(unitPath, KEEPER).map(({ path, target }) =>
      ({ path, text: target, isLink: true }));
};

export const filesFor = (
  unitPath: UnitPath, before: string | null, after: string | null,
): readonly BootFile[] => {
  if (before === null && after === null) return [];
  const next = rendered(after);
  const kept = new Set(next.map(({ path }) => path));
  const gone = rendered(before)
    .filter((file) => !kept.has(file.path) && !isForeign(unitPath, file));
  return [
    ...next.map(({ path, text }) => ({ path, text, ownDirectory: isOwnDirectory(path) })),
    ...gone.map(({ path }) => ({ path, text: null, ownDirectory: isOwnDirectory(path) })),
    ...links(unitPath, after !== null),
  ];
};

/** The first file of these settings that is not there as it should be; null where all are. */
export const missingFile = (unitPath: UnitPath, settings: string): string | null => {
  const off = rendered(settings).find(({ path, text }) => unitPath.host.read(path) !== text);
  if (off !== undefined) return off.path;
  return bootLinksOf(unitPath.host, KEEPER).length > 0 ? null : "the link that starts it at boot";
};
