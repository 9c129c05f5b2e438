/**
 * Puppet and Salt keep what they last enforced on this machine: Puppet a catalog, with resources of
 * its sysctl modules, Salt the state files that it took from its master. Both set it again at each
 * run. Ansible and Chef keep nothing of the kind; what they write is in /etc/sysctl.d.
 */
import type { HostReader } from "../../ports/host.ts";
import { listIfAllowed, readIfAllowed } from "../read-if-allowed.ts";
import { keyToPath, pathToKey } from "../kernel/sysctl-d.ts";
import { PHASES } from "./phase.ts";
import type { ConfiguredTool, ToolSetting } from "./setting.ts";

const CATALOGS = ["/opt/puppetlabs/puppet/cache/client_data/catalog",
  "/var/cache/puppet/client_data/catalog", "/var/lib/puppet/client_data/catalog"];
const SALT = ["/var/cache/salt/minion/files/base", "/srv/salt"];
const DEEPEST = 4;
const MOST_STATES = 500;

const puppet: ConfiguredTool = {
  name: "Puppet",
  phase: PHASES.toolDaemon,
  places: [],
  read: ({ host, isActive }) => CATALOGS.flatMap((directory) => listIfAllowed(host, directory)
    .filter((name) => name.endsWith(".json")).flatMap((name) =>
      resourcesIn(host, `${directory}/${name}`)
        .map((one) => ({ ...one, acts: isActive("puppet.service") || one.acts })))),
};

interface ManagedResource {
  readonly type?: unknown;
  readonly title?: unknown;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

function resourcesIn(host: HostReader, path: string): readonly ToolSetting[] {
  const text = readIfAllowed(host, path) ?? "";
  if (!/"sysctl/i.test(text)) return [];
  return parse(text).flatMap(({ type, title, parameters = {} }): readonly ToolSetting[] => {
    if (typeof type !== "string" || !/^sysctl(::|$)/i.test(type)) return [];
    const name = parameters["name"] ?? title;
    const value = parameters["value"] ?? parameters["val"];
    if (typeof name !== "string" || parameters["ensure"] === "absent") return [];
    const known = typeof value === "string" || typeof value === "number" ? String(value) : null;
    return [{ key: keyToPath(name), value: known, acts: true, path,
      says: `${type}[${name}] with ${known ?? "a value that is not plain"}` }];
  });
}

function parse(text: string): readonly ManagedResource[] {
  try {
    const catalog = JSON.parse(text) as { readonly resources?: readonly ManagedResource[] } | null;
    return Array.isArray(catalog?.resources) ? catalog.resources : [];
  } catch {
    return [];
  }
}

const salt: ConfiguredTool = {
  name: "Salt",
  phase: PHASES.toolDaemon,
  places: [],
  read: ({ host, isActive }) => SALT.flatMap((directory) => statesBelow(host, directory, 0))
    .slice(0, MOST_STATES).flatMap((path) => statesIn(host, path))
    .map((one) => ({ ...one, acts: isActive("salt-minion.service") })),
};

const statesBelow = (host: HostReader, directory: string, depth: number): readonly string[] =>
  listIfAllowed(host, directory).flatMap((name) => {
    const path = `${directory}/${name}`;
    if (name.endsWith(".sls")) return [path];
    return depth < DEEPEST && host.link(path) === null && host.stat(path)?.kind === "dir"
      ? statesBelow(host, path, depth + 1) : [];
  });

/** `key:` or `- name: key`, `sysctl.present:`, `- value: N`, in the order that Salt documents. */
function statesIn(host: HostReader, path: string): readonly ToolSetting[] {
  const lines = (readIfAllowed(host, path) ?? "").split("\n");
  return lines.flatMap((text, at): readonly ToolSetting[] => {
    if (!/^\s+-?\s*sysctl\.present:?\s*$/.test(text)) return [];
    const indent = text.search(/\S/);
    const end = lines.findIndex((line, no) => no > at && line.trim() !== ""
      && line.search(/\S/) <= indent && !line.trim().startsWith("-"));
    const body = lines.slice(at + 1, end < 0 ? undefined : end);
    const option = (name: string): string | undefined => body.flatMap((line) =>
      new RegExp(`^\\s*-\\s*${name}:\\s*["']?(.*?)["']?\\s*$`).exec(line)?.[1] ?? [])[0];
    const title = lines.slice(0, at).findLast((line) => /^\S.*:\s*$/.test(line));
    const name = option("name") ?? title?.trim().replace(/:$/, "") ?? "";
    const value = option("value");
    if (!/^[\w./:@-]+$/.test(name)) return [];
    const key = keyToPath(name);
    return [{ key, value: value === undefined || value.includes("{{") ? null : value, acts: true,
      path, line: at + 1, says: `sysctl.present ${pathToKey(key)}` }];
  });
}

export const configManagement: readonly ConfiguredTool[] = [puppet, salt];
