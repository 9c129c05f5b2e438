/**
 * The target `sysfs:block/nvme0n1/queue/scheduler`. The kernel may take another value than it was
 * given and say nothing: nr_requests has bounds, a read-ahead is whole pages, a count of flows a
 * power of two. So what is there after a write is read back, and has to be what was asked for.
 */
import { VexorError } from "../../engine/model/errors.ts";
import type { TargetDriver, WriteRights } from "../../engine/resource.ts";
import { shellWord } from "../../formats/shell-word.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { strictly } from "../../engine/plan/unread.ts";
import { besideOf, KIND, ruleFor, type SysfsRule } from "./files.ts";
import { parseLive } from "./values.ts";

export const fileAt = (path: string): string => `/sys/${path}`;

const ruleOf = (path: string): SysfsRule => {
  const rule = ruleFor(path);
  if (rule !== null && !/[*?]/.test(path)) return rule;
  throw new VexorError("PLAN_INVALID", `/sys/${path} is not a file that Vexor sets`);
};

/** Null where there is none, and where the kernel has no value to show. */
export const readLive = (host: HostReader, path: string): string | null => {
  const text = strictly(host).read(fileAt(path));
  return text === null ? null : parseLive(ruleOf(path).form, text);
};

const WHY: Readonly<Record<string, string>> = {
  EINVAL: "the kernel does not take that value",
  EBUSY: "the kernel refuses it for now: another setting has it pinned",
  EOPNOTSUPP: "the driver does not offer that", ENOENT: "the file has gone",
  ERANGE: "the value is out of bounds", EOVERFLOW: "the mask has more CPUs than the kernel takes",
};

const notTaken = (path: string, value: string, why: string, errno?: string): VexorError =>
  new VexorError("SYSFS_NOT_TAKEN", `${fileAt(path)} does not take ${value}: ${why}`,
    errno === undefined ? {} : { errno });

const put = (host: Host, path: string, value: string): void => {
  try {
    host.put(fileAt(path), value);
  } catch (error) {
    const errno = error instanceof VexorError ? error.errno ?? "" : "";
    const why = WHY[errno];
    if (why === undefined) throw error;
    throw notTaken(path, value, `${why} (${errno})`, errno);
  }
  const after = readLive(host, path);
  if (after === value) return;
  throw notTaken(path, value, `it holds ${after} after the write; the kernel rounds what it is `
    + "given, or keeps it within bounds");
};

/** What the file beside it held with the value from before: an undo brings both back. */
export const besideParams = (
  host: HostReader, path: string, from: string | null,
): { readonly params?: Readonly<Record<string, string>> } => {
  const { moves } = ruleOf(path);
  const beside = moves === undefined ? null : readLive(host, besideOf(path, moves));
  return beside === null || from === null ? {} : { params: { with: from, beside } };
};

export const sysfsDriver: TargetDriver = {
  scheme: KIND,
  read: readLive,
  write: (host, path, value, _report, params) => {
    const rule = ruleOf(path);
    if (value === null) return; // absent before, and there now: left alone
    if (readLive(host, path) !== value) put(host, path, value);
    const beside = rule.moves === undefined ? null : besideOf(path, rule.moves);
    const kept = params?.["with"] === value ? params["beside"] : undefined;
    if (beside === null || kept === undefined) return;
    const now = readLive(host, beside);
    if (now !== null && now !== kept) put(host, beside, kept);
  },
  writablePaths: (host, path) => {
    const rule = ruleOf(path);
    const beside = rule.moves === undefined ? [] : [besideOf(path, rule.moves)];
    const files = [path, ...beside].map(fileAt);
    return [...new Set(files.flatMap((file) => [file, host.resolve(file) ?? file]))];
  },
  moves: (path) => {
    const { moves } = ruleOf(path);
    return moves === undefined ? null : (target) => target === `${KIND}:${besideOf(path, moves)}`;
  },
  shell: (path, value) => `echo ${shellWord(value ?? "")} > ${shellWord(fileAt(path))}`,
};

/** The files of a network device ask for the right over networks. */
export const SYSFS_WRITE_RIGHTS: readonly WriteRights[] = [
  { paths: /^\/sys\/(?:class|devices\/.+)\/net\//, capabilities: ["CAP_NET_ADMIN"] },
];
