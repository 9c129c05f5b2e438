/**
 * What makes systemd start a unit at boot: links in `<target>.wants` and `<target>.requires`, as
 * `systemctl enable` makes them from the unit's [Install] section. The links are the truth; the
 * section only says which ones enabling would make.
 */
import type { HostReader } from "../../ports/host.ts";
import { readUnitFiles, type UnitPath } from "./unit-files.ts";

const ETC = "/etc/systemd/system";
const UNIT_NAME = /^[\w.@:\\-]+$/;

export interface BootLink {
  readonly path: string;
  /** Where it leads. */
  readonly target: string;
}

const linkDirectories = (host: HostReader): readonly string[] =>
  host.list(ETC).filter((name) => /\.(wants|requires)$/.test(name))
    .map((directory) => `${ETC}/${directory}`);

/** Instances of templates (`sol@mainnet.service`) that start at boot. */
export const enabledInstances = (host: HostReader): readonly string[] =>
  linkDirectories(host).flatMap((directory) =>
    host.list(directory).filter((name) => /@.+\.service$/.test(name)));

/** The links that start `unit` at boot now. */
export const bootLinksOf = (host: HostReader, unit: string): readonly BootLink[] =>
  linkDirectories(host).flatMap((directory) => {
    const path = `${directory}/${unit}`;
    const target = host.link(path);
    return target === null ? [] : [{ path, target }];
  });

const FOLDERS: ReadonlyMap<string, string> = new Map(
  [["WantedBy", "wants"], ["RequiredBy", "requires"]]);

/** The links that enabling `unit` would make; none for a unit without an [Install] section. */
export const enablingLinks = (unitPath: UnitPath, unit: string): readonly BootLink[] => {
  const { fragment, assignments } = readUnitFiles(unitPath, unit);
  if (fragment === null) return [];
  return assignments.filter(({ section }) => section === "Install").flatMap(({ key, value }) => {
    const folder = FOLDERS.get(key);
    if (folder === undefined) return [];
    return value.split(/\s+/).filter((name) => UNIT_NAME.test(name))
      .map((name) => ({ path: `${ETC}/${name}.${folder}/${unit}`, target: fragment }));
  });
};
