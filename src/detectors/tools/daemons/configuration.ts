/** What a service's configuration says, as far as its sysctls hang on it. */
import type { HostReader } from "../../../ports/host.ts";
import { listIfAllowed, readIfAllowed } from "../../read-if-allowed.ts";
import { findFragment } from "../../systemd/unit-files.ts";
import type { ToolContext, ToolSetting } from "../setting.ts";

export interface ConfigurationLine {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** Where a value comes from: a line of the configuration, or the service itself. */
export type ConfigurationOrigin = Pick<ToolSetting, "path" | "line" | "says">;
export type ConfiguredValues = Readonly<Record<string, string | null>>;

export interface Configuration {
  readonly machine: ToolContext;
  /** Of all its files in their order; comments are left out. */
  readonly lines: readonly ConfigurationLine[];
  /** The last line that matches, with its groups. */
  find(pattern: RegExp): {
    readonly groups: readonly string[]; readonly origin: ConfigurationOrigin;
  } | null;
  /** The unit itself. */
  readonly itself: ConfigurationOrigin;
}

export interface Daemon {
  readonly name: string;
  readonly units: readonly string[];
  /** Files, and directories of which all files count, in order; `/etc` ones are watched. */
  readonly files: readonly string[];
  readonly early?: boolean;
  readonly writes: (configuration: Configuration) => readonly ToolSetting[];
}

export const each = (
  origin: ConfigurationOrigin, values: ConfiguredValues,
): readonly ToolSetting[] =>
  Object.entries(values).map(([key, value]) => ({ ...origin, key, value, acts: true }));

const NO = /^["']?(0|no|n|false|off)\b/i;

/** `NAME=value` as shells and systemd read it, the last one. */
export const variable = (
  { find }: Configuration, name: string,
): { readonly value: string; readonly origin: ConfigurationOrigin } | null => {
  const found = find(new RegExp(`^(?:export\\s+)?${name}=\\s*["']?([^"'#]*?)["']?\\s*(?:#.*)?$`));
  return found && { value: found.groups[0] ?? "", origin: found.origin };
};

export const isOff = (configuration: Configuration, name: string): boolean =>
  NO.test(variable(configuration, name)?.value ?? "");

export const V4 = { "net/ipv4/ip_forward": "1", "net/ipv4/conf/all/forwarding": "1" };
export const V6 = { "net/ipv6/conf/all/forwarding": "1" };
export const maybe = (values: ConfiguredValues): ConfiguredValues =>
  Object.fromEntries(Object.keys(values).map((key) => [key, null]));

const filesBelow = (host: HostReader, place: string): readonly string[] =>
  (host.stat(place)?.kind === "dir"
    ? listIfAllowed(host, place).map((name) => `${place}/${name}`) : [place]);

export function configurationOf(machine: ToolContext, daemon: Daemon): Configuration {
  const { host, units } = machine;
  const lines = daemon.files.flatMap((place) => filesBelow(host, place)).flatMap((path) =>
    (readIfAllowed(host, path) ?? "").split("\n").flatMap((text, at) =>
      (/^\s*[#;!]/.test(text) ? [] : [{ path, line: at + 1, text: text.trim() }])));
  const unit = daemon.units.find((one) => machine.isActive(one)) ?? daemon.units[0] ?? "";
  const fragment = findFragment(units(), unit) ?? unit;
  return {
    machine, lines,
    itself: { path: fragment, says: `${unit} sets it when it starts` },
    find: (pattern) => {
      const found = lines.findLast(({ text }) => pattern.test(text));
      if (!found) return null;
      const [, ...groups] = pattern.exec(found.text) ?? [];
      return { groups: groups.map((one) => one ?? ""),
        origin: { path: found.path, line: found.line, says: found.text } };
    },
  };
}
