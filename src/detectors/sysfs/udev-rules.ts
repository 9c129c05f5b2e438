/**
 * udev's `ATTR{queue/scheduler}="none"`, which writes a file of the device that its rule matches. A
 * rule that asks for more than what a device is called may not match: what it brings is unknown.
 */
import type { HostReader } from "../../ports/host.ts";
import { globMatcher } from "../kernel/sysctl-glob.ts";
import { readIfAllowed } from "../read-if-allowed.ts";
import { layeredFiles, layersOf } from "../tools/layers.ts";
import { PHASES } from "../tools/phase.ts";
import type { ToolContext } from "../tools/setting.ts";
import { rulesOf, tokensOf, UDEV_FOLDER, type UdevToken } from "../tools/udev.ts";
import { ANY } from "../tools/shell/text.ts";
import { reachesPath, type SysfsFile, type SysfsSetter } from "./setter.ts";

export const ofUdev = (machine: ToolContext): readonly SysfsSetter[] =>
  layeredFiles(machine.listings, layersOf(UDEV_FOLDER), ".rules")
    .flatMap((path) => settersIn(machine.host, path));

const isAsking = ({ operator }: UdevToken): boolean => operator === "==" || operator === "!=";

const settersIn = (host: HostReader, path: string): readonly SysfsSetter[] => {
  const text = readIfAllowed(host, path) ?? "";
  if (!/\bATTR\{[^}]*\}\s*=[^=]/.test(text)) return [];
  const jumps = /\bGOTO\s*=/.test(text);
  return rulesOf(text).flatMap((rule) => {
    const tokens = tokensOf(rule.text);
    const asked = tokens.filter(isAsking);
    const isSure = !jumps && asked.every((one) => KNOWN.test(keyOf(one)));
    return tokens.filter((one) => one.key === "ATTR" && !isAsking(one))
      .map(({ attribute, value }): SysfsSetter => {
        const isPlain = isSure && !/[$%]/.test(value);
        return { reaches: (file) => matches(host, file, attribute, asked),
          value: isPlain ? value : null, ...isPlain ? {} : { asks: value },
          evidence: { kind: "tool", path, line: rule.line, says: `udev: ${rule.text.trim()}` },
          phase: PHASES.udev };
      });
  });
};

const keyOf = ({ key, attribute }: UdevToken): string =>
  (attribute === "" ? key : `${key}{${attribute}}`);

/** These do not change with the event, so that what is so now tells. */
const LASTING =
  /^(?:KERNEL|SUBSYSTEM|DEVPATH|ATTR\{(?:queue\/rotational|removable|address|type)\})$/;
const KNOWN = new RegExp(`${LASTING.source}|^ACTION$`);

const SUBSYSTEMS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^block\//, ["block"]], [/^class\/net\//, ["net", "queues"]],
  [/^devices\/system\/cpu\//, ["cpu"]],
];

const fits = (pattern: string, text: string): boolean =>
  pattern.split("|").some((one) => globMatcher(one).test(text));

/** Whether a rule for this device may set it: each of its names is one of a device's files. */
const matches = (
  host: HostReader, { path, names }: SysfsFile, attribute: string, asked: readonly UdevToken[],
): boolean => {
  const [, elsewhere] = /^\[[^\]]*\]\/?(.*)$/.exec(attribute) ?? [];
  if (elsewhere !== undefined) return path.endsWith(`/${elsewhere}`);
  if (/[$%]/.test(attribute)) {
    return reachesPath(`/sys/${ANY}/${attribute.replace(/[$%].*$/, ANY)}`)({ path, names });
  }
  const devices = names.filter((name) => name.endsWith(`/${attribute}`))
    .map((name) => name.slice(0, -attribute.length - 1));
  return devices.some((device) => asked.every((one) => !LASTING.test(keyOf(one))
    || holds(host, path, device, one) === (one.operator === "==")));
};

const holds = (
  host: HostReader, path: string, device: string, { key, attribute, value }: UdevToken,
): boolean => {
  if (key === "KERNEL") return fits(value, device.slice(device.lastIndexOf("/") + 1));
  if (key === "DEVPATH") return fits(value.replace(/^\*\//, "/*/"), device.slice("/sys".length))
    || reachesPath(`/sys${value}`)({ path, names: [device] });
  if (key === "SUBSYSTEM") {
    const own = SUBSYSTEMS.find(([pattern]) => pattern.test(path))?.[1] ?? [];
    return own.some((one) => fits(value, one));
  }
  return fits(value, readIfAllowed(host, `${device}/${attribute}`)?.trim() ?? "");
};
