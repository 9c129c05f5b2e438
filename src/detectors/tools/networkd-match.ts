/** The [Match] section of a .network file, as far as files show what udev knows of an interface. */
import type { HostReader } from "../../ports/host.ts";
import { globMatcher } from "../kernel/sysctl-glob.ts";
import type { Assignment } from "../systemd/unit-syntax.ts";

/** Null when it is unknown. */
export type NetworkMatch = (host: HostReader, name: string) => boolean | null;

const wordsOf = (text: string): readonly string[] => text.split(/\s+/).filter(Boolean);

/** Globs, any of which may match; a list that begins with `!` is turned round. */
const matchesAny = (patterns: readonly string[], subject: string): boolean => {
  const negated = patterns[0]?.startsWith("!") ?? false;
  const globs = negated ? [patterns[0]?.slice(1) ?? "", ...patterns.slice(1)] : patterns;
  return globs.some((glob) => globMatcher(glob).test(subject)) !== negated;
};

const SUBJECTS: Readonly<Record<string, (host: HostReader, name: string) => string | null>> = {
  Name: (_, name) => name,
  MACAddress: (host, name) => host.read(`/sys/class/net/${name}/address`)?.trim() ?? null,
  Driver: (host, name) => {
    const driver = host.link(`/sys/class/net/${name}/device/driver`);
    return driver === null ? null : driver.slice(driver.lastIndexOf("/") + 1);
  },
  Type: typeOf,
  Kind: (host, name) => (host.stat(`/sys/class/net/${name}/device`) ? "" : null),
  WLANInterfaceType: offWireless,
  SSID: offWireless,
  Host: (host) => host.read("/proc/sys/kernel/hostname")?.trim() ?? null,
};

const ETHERNET = "1";

function typeOf(host: HostReader, name: string): string | null {
  const uevent = host.read(`/sys/class/net/${name}/uevent`);
  const special = /^DEVTYPE=(.+)$/m.exec(uevent ?? "")?.[1];
  const isEthernet = host.read(`/sys/class/net/${name}/type`)?.trim() === ETHERNET;
  return special ?? (uevent !== null && isEthernet ? "ether" : null);
}

/** No network of that name is ever joined by what is not wireless. */
function offWireless(host: HostReader, name: string): string | null {
  const type = typeOf(host, name);
  return type === null || type === "wlan" ? null : "";
}

export function matchOf(assignments: readonly Assignment[]): NetworkMatch {
  const conditions = new Map<string, readonly string[]>();
  for (const { section, key, value } of assignments) {
    if (section !== "Match") continue;
    conditions.set(key, value === "" ? [] : [...conditions.get(key) ?? [], ...wordsOf(value)]);
  }
  const left = [...conditions].filter(([, patterns]) => patterns.length > 0);
  return (host, name) => {
    const verdicts = left.map(([key, patterns]) => {
      const subject = SUBJECTS[key]?.(host, name) ?? null;
      if (subject === null) return null;
      return key === "MACAddress" ? patterns.some((one) =>
        one.toLowerCase().replaceAll("-", ":") === subject.toLowerCase())
        : matchesAny(patterns, subject);
    });
    if (verdicts.includes(false)) return false;
    return verdicts.includes(null) ? null : true;
  };
}
