/**
 * Cells: where values live. `file`, `dir` and `link` are known to the engine because every kind has
 * boot files; the rest comes with the resources. Nothing else in the engine touches a value.
 */
import { VexorError } from "./errors.ts";
import type { CellChange } from "./model.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import type { Medium, Resource, Tell, Written } from "../resource.ts";
import { shellWord } from "../../formats/shell-word.ts";

const OURS = /^\/etc(\/[\w.@:\\-]+)+\/90-vexor-agent(-[a-z]+)?\.conf$/;
const DIRECTORIES = /^\/etc(\/[\w.@:\\-]+)+\.(d|wants|requires)$/;

/** Whatever a plan says, root writes no file but our own, and makes no directory but for them. */
const refuseOther = (allowed: RegExp, path: string): void => {
  if (!allowed.test(path) || path.includes("/..")) refuse(path);
};

const refuse = (path: string): never => {
  throw new VexorError("PLAN_INVALID", `${path} is not a boot file of Vexor's`);
};

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));

/** Temp file and rename: the directory is what changes. */
const reach: NonNullable<Medium["reach"]> = (_, path) => [parentOf(path)];

/** `isOurs`: what the kinds at hand say of their boot files. */
const fileFor = (isOurs: (path: string) => boolean): Medium => ({
  scheme: "file", reach,
  read: (host, path) => host.read(path),
  write: (host, path, text) => {
    if (!isOurs(path)) refuse(path);
    refuseOther(OURS, path);
    if (text === null) host.remove(path);
    else host.replace(path, text);
  },
  shell: (path, text) => (text === null ? `rm ${shellWord(path)}`
    : `tee ${shellWord(path)} # the text in the diff`),
});

const dir: Medium = {
  scheme: "dir", reach,
  read: (host, path) => (host.stat(path)?.kind === "dir" ? "" : null),
  write: (host, path, value) => {
    refuseOther(DIRECTORIES, path);
    if (value === null) host.removeDir(path);
    else host.makeDir(path);
  },
  shell: (path, value) => `${value === null ? "rmdir" : "mkdir"} ${shellWord(path)}`,
};

const BOOT_LINKS = /^\/etc\/systemd\/system\/[\w.@:\\-]+\.(wants|requires)\/[\w.@:\\-]+$/;

/** What starts at boot, and which of several files a program finds under one name. */
const link: Medium = {
  scheme: "link", reach,
  read: (host, path) => host.link(path),
  write: (host, path, target) => {
    const comesOrGoes = target === null || host.link(path) === null;
    if (comesOrGoes && (!BOOT_LINKS.test(path) || path.includes("/.."))) {
      throw new VexorError("PLAN_INVALID", `${path} is not a link that Vexor may make or remove`);
    }
    if (target === null) host.remove(path);
    else host.putLink(path, target);
  },
  shell: (path, target) => (target === null
    ? `rm ${shellWord(path)}` : `ln -sfn ${shellWord(target)} ${shellWord(path)}`),
};

const DURABLE: ReadonlySet<string> = new Set(["file", "dir", "link"]);

/** Cells that outlive a boot. */
export const isDurable = (cell: string): boolean => DURABLE.has(schemeOf(cell));

/** A live cell that is no more: a thread that has ended takes its value with it. */
export const isGone = ({ cell, from }: CellChange, found: string | null): boolean =>
  found === null && from !== null && !isDurable(cell);

/** Without what only its medium needs to know, which names of before 0.2 have in them. */
export const sayCell = (cell: string): string => cell.replace(/,\w+=.*$/, "");

/** A cell by itself, or with what its change says of it. */
type Target = string | Pick<CellChange, "cell" | "params">;

export interface Cells {
  read(host: HostReader, target: Target): string | null;
  write(host: Host, target: Target, value: string | null, tell?: Tell): Written | Promise<Written>;
  shell(target: Target, value: string | null): string;
  reach(host: HostReader, target: Target): readonly string[];
  /** Tells of other cells whether a write of this one changes them as well; null: none of them. */
  moves(target: Target): ((other: string) => boolean) | null;
}

export const schemeOf = (cell: string): string => cell.slice(0, cell.indexOf(":"));
/** Of a durable one: its path. */
export const nameInScheme = (cell: string): string => cell.slice(cell.indexOf(":") + 1);

export const cellsOf = (resources: readonly Resource[]): Cells => {
  const isOurs = (path: string): boolean =>
    resources.some(({ bootFiles = [] }) => bootFiles.some((one) => one.test(path)));
  const all = [fileFor(isOurs), dir, link, ...resources.flatMap((resource) => resource.media)];
  const media = new Map<string, Medium>();
  for (const medium of all) {
    if (media.has(medium.scheme)) {
      throw new VexorError("INTERNAL", `two kinds write what is called ${medium.scheme}:`);
    }
    media.set(medium.scheme, medium);
  }
  const found = (target: Target) => {
    const { cell, params } = typeof target === "string" ? { cell: target } : target;
    const medium = media.get(schemeOf(cell));
    if (medium) return { medium, name: nameInScheme(cell), params };
    throw new VexorError("PLAN_INVALID", `nothing here can write the cell ${sayCell(cell)}`);
  };
  return {
    read: (host, target) => {
      const { medium, name, params } = found(target);
      return medium.read(host, name, params);
    },
    write: (host, target, value, tell) => {
      const { medium, name, params } = found(target);
      return medium.write(host, name, value, tell, params);
    },
    shell: (target, value) => {
      const { medium, name, params } = found(target);
      return medium.shell(name, value, params);
    },
    reach: (host, target) => {
      const { medium, name, params } = found(target);
      return medium.reach?.(host, name, params) ?? [];
    },
    moves: (target) => {
      const { medium, name, params } = found(target);
      return medium.moves?.(name, params) ?? null;
    },
  };
};
