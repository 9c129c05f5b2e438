/**
 * Files below /sys: huge pages made by themselves, clocks, block queues, receive and transmit
 * steering, polling of networks.
 *
 * One file holds one setting of a device or of the kernel's own. A file appears with its driver and
 * goes with its device, and nothing in it outlasts a reboot: tmpfiles.d and udev's rules bring it
 * back. The kernel publishes few of its defaults, and many drivers and tools write here without a
 * trace. So a value is unknown, and blocked, unless its default can be shown.
 */
import { setterPlaces } from "../detectors/sysfs/setters.ts";
import type { Address, Change, HostFile, Reading } from "../engine/model/model.ts";
import { rebootWithoutUs } from "../engine/plan/reboot.ts";
import type { Resource, Survey, SurveyInput, WatchSpec } from "../engine/resource.ts";
import type { HostReader } from "../ports/host.ts";
import { BOOT_FILES, bootFilesOf } from "./sysfs/boot-files.ts";
import {
  besideParams, fileAt, readLive, sysfsDriver, SYSFS_WRITE_RIGHTS,
} from "./sysfs/driver.ts";
import { SYSFS_ERRORS } from "./sysfs/errors.ts";
import { addressOf, besideOf, KIND, pathOf, ruleFor, RULES } from "./sysfs/files.ts";
import { sysfsReader } from "./sysfs/reading.ts";
import { sysfsSection } from "./sysfs/section.ts";
import { resolveWants } from "./sysfs/wants.ts";

const changesOf = (
  host: HostReader, reading: (address: Address) => Reading, isWanted: (address: Address) => boolean,
  { address, to }: { readonly address: Address; readonly to: string },
): readonly Change[] => {
  const path = pathOf(address);
  const { live } = reading(address);
  const base = { kind: KIND, for: [address] };
  const own: Change = { ...base, target: `${KIND}:${path}`, from: live, to,
    reboot: rebootWithoutUs(reading(address)), ...besideParams(host, path, live) };
  const moves = ruleFor(path)?.moves;
  const beside = moves === undefined ? null : addressOf(besideOf(path, moves));
  if (beside === null || !isWanted(beside)) return [own];
  const kept = reading(beside);
  // It is as wanted, and would not be any more: it is written once more behind.
  return [own, { ...base, target: `${KIND}:${pathOf(beside)}`, from: kept.live, to: kept.live,
    reboot: rebootWithoutUs(kept) }];
};

const quoted = (value: string): string =>
  (/^(?:0|[1-9]\d{0,14})$/.test(value) ? value : JSON.stringify(value));

const PLAIN_WORD = /^(?!(?:true|false|null|yes|no|on|off)$)[a-z][\w-]*$/;

/** As YAML: a mask that looks like a number is still text. */
const spelled = (path: string, value: string): string => {
  if (ruleFor(path)?.form === "mask") return JSON.stringify(value);
  return PLAIN_WORD.test(value) ? value : quoted(value);
};

const watch = (addresses: readonly Address[]): WatchSpec => ({
  kernelFiles: Object.fromEntries(addresses.filter((one) => !/[*?]/.test(one))
    .map((one) => [fileAt(pathOf(one)), one])),
  files: [...setterPlaces(), "/etc/tmpfiles.d", "/etc/udev/rules.d"],
});

const survey = (host: HostReader, { declaration, claims }: SurveyInput): Survey => {
  const all = resolveWants(host, declaration);
  const wants = new Map(all.map((want) => [want.address, want]));
  const read = sysfsReader({ host, claims, wants });
  const readings = new Map<Address, Reading>();
  const reading = (address: Address): Reading => {
    const found = readings.get(address) ?? read(address, pathOf(address));
    readings.set(address, found);
    return found;
  };
  const isMet = (address: Address): boolean => {
    const rule = wants.get(address)?.rule;
    return rule !== undefined && "value" in rule && rule.value === reading(address).live;
  };
  return {
    wants: all, reading,
    changes: (address, to) => changesOf(host, reading, isMet, { address, to }),
    permit: (address, from) => {
      const path = pathOf(address);
      const rule = wants.get(address)?.rule;
      const value = rule !== undefined && "value" in rule ? rule.value : from;
      return `${path}: {value: ${spelled(path, value)}, adopt: {from: ${spelled(path, from)}}}`;
    },
    files: (after) => bootFilesOf(host, claims, after),
    watch,
  };
};

const OTHER = { choice: "vexor", number: 1, mask: "1" } as const;

/** Every file that is there, by the patterns of all that Vexor sets. */
const inventory = (): readonly Partial<HostFile>[] => [{
  sysfs: Object.fromEntries(RULES.map(({ pattern, form }) => [pattern, OTHER[form]])),
}];

export const sysfs: Resource = {
  kind: KIND,
  section: sysfsSection,
  settleMs: 0,
  drivers: [sysfsDriver],
  writeRights: SYSFS_WRITE_RIGHTS,
  bootFiles: BOOT_FILES,
  ownedPaths: (address) => [fileAt(pathOf(address))],
  errors: SYSFS_ERRORS,
  survey,
  live: (host, address) => readLive(host, pathOf(address)),
  inventory,
};
