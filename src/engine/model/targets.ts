/**
 * Targets: where values live. `file`, `dir` and `link` are known to the engine because every kind
 * has boot files; the rest comes with the resources. Nothing else in the engine touches a value.
 */
import { VexorError } from "./errors.ts";
import type { Change } from "./model.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import type {
  Consequences, ReportProgress, Resource, TargetDriver, WriteOutcome,
} from "../resource.ts";
import { shellWord } from "../../formats/shell-word.ts";

/** udev reads only what ends in `.rules`; others read files of that name as well, as polkit. */
const OURS = new RegExp([/^\/etc(\/[\w.@:\\-]+)+\/90-vexor-agent(-[a-z]+)?\.conf$/,
  /^\/etc\/udev\/rules\.d\/90-vexor-agent(-[a-z]+)?\.rules$/,
  /^\/etc\/vexor-agent\/[a-z]+\.json$/].map(({ source }) => source).join("|"));
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
const reach: NonNullable<TargetDriver["writablePaths"]> = (_, path) => [parentOf(path)];

/** `isOurs`: what the kinds at hand say of their boot files. */
const fileFor = (isOurs: (path: string) => boolean): TargetDriver => ({
  scheme: "file", writablePaths: reach,
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

const dir: TargetDriver = {
  scheme: "dir", writablePaths: reach,
  read: (host, path) => (host.stat(path)?.kind === "dir" ? "" : null),
  write: (host, path, value) => {
    refuseOther(DIRECTORIES, path);
    if (value === null) host.removeDir(path);
    else host.makeDir(path);
  },
  shell: (path, value) => `${value === null ? "rmdir" : "mkdir -p"} ${shellWord(path)}`,
};

const BOOT_LINKS = /^\/etc\/systemd\/system\/[\w.@:\\-]+\.(wants|requires)\/[\w.@:\\-]+$/;

/** What starts at boot, and which of several files a program finds under one name. */
const link: TargetDriver = {
  scheme: "link", writablePaths: reach,
  read: (host, path) => host.link(path),
  write: (host, path, leadsTo) => {
    const comesOrGoes = leadsTo === null || host.link(path) === null;
    if (comesOrGoes && (!BOOT_LINKS.test(path) || path.includes("/.."))) {
      throw new VexorError("PLAN_INVALID", `${path} is not a link that Vexor may make or remove`);
    }
    if (leadsTo === null) host.remove(path);
    else host.putLink(path, leadsTo);
  },
  shell: (path, leadsTo) => (leadsTo === null
    ? `rm ${shellWord(path)}` : `ln -sfn ${shellWord(leadsTo)} ${shellWord(path)}`),
};

const DURABLE: ReadonlySet<string> = new Set(["file", "dir", "link"]);

/** Targets that outlive a boot. */
export const isDurable = (target: string): boolean => DURABLE.has(schemeOf(target));

/** A live target that is no more: a thread that has ended takes its value with it. */
export const isGone = ({ target, from }: Change, found: string | null): boolean =>
  found === null && from !== null && !isDurable(target);

/** Without what only its driver needs to know, which names of before 0.2 have in them. */
export const displayTarget = (target: string): string => target.replace(/,\w+=.*$/, "");

/** A target by itself, or with what its change says of it. */
type TargetRef = string | Pick<Change, "target" | "params">;

export interface TargetDrivers {
  read(host: HostReader, ref: TargetRef): string | null;
  write(host: Host, ref: TargetRef, value: string | null,
    report?: ReportProgress): WriteOutcome | Promise<WriteOutcome>;
  shell(ref: TargetRef, value: string | null): string;
  writablePaths(host: HostReader, ref: TargetRef): readonly string[];
  /** Whether a write of this target changes another one as well; null: it changes none of them. */
  moves(ref: TargetRef): ((other: string) => boolean) | null;
  runsPrograms(ref: TargetRef): boolean;
  endsWithProcess(ref: TargetRef): boolean;
  consequences(ref: TargetRef): Consequences;
}

export const schemeOf = (target: string): string => target.slice(0, target.indexOf(":"));
/** Of a durable one: its path. */
export const nameInScheme = (target: string): string => target.slice(target.indexOf(":") + 1);

export const driversOf = (resources: readonly Resource[]): TargetDrivers => {
  const isOurs = (path: string): boolean =>
    resources.some(({ bootFiles = [] }) => bootFiles.some((one) => one.test(path)));
  const all = [fileFor(isOurs), dir, link, ...resources.flatMap((resource) => resource.drivers)];
  const drivers = new Map<string, TargetDriver>();
  for (const driver of all) {
    if (drivers.has(driver.scheme)) {
      throw new VexorError("INTERNAL", `two kinds write what is called ${driver.scheme}:`);
    }
    drivers.set(driver.scheme, driver);
  }
  const find = (ref: TargetRef) => {
    const { target, params } = typeof ref === "string" ? { target: ref } : ref;
    const driver = drivers.get(schemeOf(target));
    if (driver) return { driver, name: nameInScheme(target), params };
    throw new VexorError("PLAN_INVALID",
      `nothing here can write the target ${displayTarget(target)}`);
  };
  return {
    read: (host, ref) => {
      const { driver, name, params } = find(ref);
      return driver.read(host, name, params);
    },
    write: (host, ref, value, report) => {
      const { driver, name, params } = find(ref);
      return driver.write(host, name, value, report, params);
    },
    shell: (ref, value) => {
      const { driver, name, params } = find(ref);
      return driver.shell(name, value, params);
    },
    writablePaths: (host, ref) => {
      const { driver, name, params } = find(ref);
      return driver.writablePaths?.(host, name, params) ?? [];
    },
    moves: (ref) => {
      const { driver, name, params } = find(ref);
      return driver.moves?.(name, params) ?? null;
    },
    runsPrograms: (ref) => find(ref).driver.runsPrograms === true,
    endsWithProcess: (ref) => find(ref).driver.endsWithProcess === true,
    consequences: (ref) => {
      const { driver, name, params } = find(ref);
      return driver.consequences?.(name, params) ?? {};
    },
  };
};
