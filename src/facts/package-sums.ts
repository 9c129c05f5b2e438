/**
 * What dpkg's records say of the files that were read, and nothing else of them: they are megabytes
 * long. A file that its package brought is known by its sum, so a text of which only a part is
 * recorded ends with the sum of the whole.
 */
import type { DirectoryNode } from "./tree.ts";
import { filesIn, findNode } from "./tree.ts";

const STATUS = "/var/lib/dpkg/status";
const INFO = "/var/lib/dpkg/info";
const SUMS = ".md5sums";

export const SUM_LINE = /^# md5:([0-9a-f]{32})\n?$(?![\s\S])/m;

export const withSum = (text: string, sum: string): string =>
  `${text.replace(/\n*$/, "\n")}# md5:${sum}\n`;

const textAt = (root: DirectoryNode, path: string): string => {
  const { node } = findNode(root, path, true);
  return node.kind === "file" ? node.text ?? "" : "";
};

const namesOf = (path: string): readonly string[] => {
  const name = path.slice(1);
  return [name, name.startsWith("usr/") ? name.slice("usr/".length) : `usr/${name}`];
};

interface Brought {
  /** Sums of the files that a record names as they are, by path. */
  readonly sums: ReadonlyMap<string, string>;
  /** The records, as far as they name those. */
  readonly records: ReadonlyMap<string, string>;
}

const stanzaOf = (text: string, lines: ReadonlySet<string>): string =>
  text.split("\n").filter((line) =>
    /^(?:Package|Maintainer|Version|Conffiles):/.test(line) || lines.has(line)).join("\n");

/** Packages and conffiles that count, in the order of the status. */
const shortStatus = (
  status: string, lines: ReadonlySet<string>, packages: ReadonlySet<string>,
): string => {
  const stanzas = status.split("\n\n").filter((stanza) => {
    const name = /^Package: (.*)$/m.exec(stanza)?.[1] ?? "";
    return packages.has(name) || stanza.split("\n").some((line) => lines.has(line));
  });
  const kept = stanzas.map((stanza) => stanzaOf(stanza, lines));
  return kept.length > 0 ? `${kept.join("\n\n")}\n` : "Package: none\n";
};

/** What the status says of configuration files, by their paths. */
const conffilesIn = (status: string): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const [line, path = ""] of status.matchAll(/^ (\/\S*) [0-9a-f]{32}.*$/gm)) {
    found.set(path, [...found.get(path) ?? [], line]);
  }
  return found;
};

interface Listed {
  readonly list: string;
  readonly line: string;
}

const listedIn = (root: DirectoryNode): ReadonlyMap<string, readonly Listed[]> => {
  const { node } = findNode(root, INFO, true);
  const found = new Map<string, Listed[]>();
  for (const list of node.kind === "dir" ? node.entries.keys() : []) {
    if (!list.endsWith(SUMS)) continue;
    for (const line of textAt(root, `${INFO}/${list}`).split("\n")) {
      const name = line.slice(line.indexOf("  ") + 2);
      found.set(name, [...found.get(name) ?? [], { list, line }]);
    }
  }
  return found;
};

/** Looks the files up in the records, as far as those were read. */
export const broughtFiles = (root: DirectoryNode, md5: (text: string) => string): Brought => {
  const status = textAt(root, STATUS);
  const sums = new Map<string, string>();
  const records = new Map<string, string>();
  if (status === "") return { sums, records };
  const [conffiles, listed] = [conffilesIn(status), listedIn(root)];
  const [lines, packages] = [new Set<string>(), new Set<string>()];
  for (const [path, { text }] of filesIn(root)) {
    const said = conffiles.get(path) ?? [];
    const named = namesOf(path).flatMap((name) => listed.get(name) ?? []);
    if (text === null || said.length + named.length === 0) continue;
    const sum = md5(text);
    for (const line of said.filter((one) => one.startsWith(` ${path} ${sum}`))) {
      sums.set(path, sum);
      lines.add(line);
    }
    for (const { list, line } of named.filter((one) => one.line.startsWith(sum))) {
      sums.set(path, sum);
      packages.add(list.slice(0, -SUMS.length).replace(/:.*/, ""));
      records.set(`${INFO}/${list}`, `${records.get(`${INFO}/${list}`) ?? ""}${line}\n`);
    }
  }
  records.set(STATUS, shortStatus(status, lines, packages));
  return { sums, records };
};
