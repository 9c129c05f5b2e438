/** Machines as directories: built from a map of paths, compared byte by byte. */
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { within } from "./pace.ts";

const made: string[] = [];
afterAll(() => {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
}, within(120_000));

/** Path to text; `-> target` makes a link, a path that ends in `/` a directory. */
export type Files = Readonly<Record<string, string>>;

export const BOOT_ID = "11111111-2222-3333-4444-555555555555";

/** The record of what sysctls were early in this boot. */
export const kernelDefaults = (sysctl: Readonly<Record<string, string>>): Files => ({
  "/run/vexor-agent/kernel-defaults.json": JSON.stringify({ format: "vexor.defaults/2", doubts: [],
    bootId: BOOT_ID, kernel: "6.1.0-49-amd64", sysctl }),
});

/** A thread of a process in /proc. */
export const threadFiles = (pid: number, tid: number, name: string, cpus = "0-7"): Files => ({
  [`/proc/${pid}/task/${tid}/status`]: `Name:\t${name}\nPid:\t${tid}\nCpus_allowed_list:\t${cpus}\n`,
  [`/proc/${pid}/task/${tid}/stat`]: `${tid} (${name}) S${" 0".repeat(18)} 777 0 0\n`,
});

const BASE: Files = {
  "/etc/hostname": "test-host\n",
  "/etc/sysctl.d/": "",
  "/var/lib/": "",
  "/run/": "",
  "/proc/sys/kernel/random/boot_id": `${BOOT_ID}\n`,
  "/proc/sys/kernel/osrelease": "6.1.0-49-amd64\n",
};

const put = (root: string, path: string, text: string): void => {
  const file = join(root, path);
  if (path.endsWith("/")) return void mkdirSync(file, { recursive: true });
  mkdirSync(dirname(file), { recursive: true });
  if (text.startsWith("-> ")) return symlinkSync(text.slice(3), file);
  writeFileSync(file, text);
  if (path.startsWith("/proc/")) chmodSync(file, 0o644);
  if (path.startsWith("/etc/solana/")) chmodSync(file, 0o600);
  if (path.includes("/system-generators/")) chmodSync(file, 0o755); // as systemd wants it
};

/** Another process's change of one path. */
export const move = (root: string, [path, text]: readonly [path: string, text: string]): void => {
  if (text.startsWith("-> ")) rmSync(join(root, path), { force: true });
  put(root, path, text);
};

export const makeTree = (files: Files): string => {
  const root = mkdtempSync(join(tmpdir(), "vexor-tree-"));
  made.push(root);
  for (const [path, text] of Object.entries({ ...BASE, ...files })) put(root, path, text);
  return root;
};

const OURS = /^\/(var\/lib|run)\/vexor-agent(\/|$)/;

/** Everything below `root` but Vexor's own state: path to mode and content. */
export const snapshotTree = (root: string, under = ""): Record<string, string> => {
  const out: Record<string, string> = {};
  for (const name of readdirSync(join(root, under)).sort()) {
    const path = `${under}/${name}`;
    if (OURS.test(path)) continue;
    const file = join(root, path);
    const stat = lstatSync(file);
    const mode = (stat.mode & 0o7777).toString(8);
    if (stat.isSymbolicLink()) out[path] = `-> ${readlinkSync(file)}`;
    else if (stat.isDirectory()) Object.assign(out, { [`${path}/`]: mode }, snapshotTree(root, path));
    else out[path] = `${mode} ${readFileSync(file, "utf8")}`;
  }
  return out;
};

/** Paths that differ between two snapshots. */
export const changed = (a: Record<string, string>, b: Record<string, string>): readonly string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((path) => a[path] !== b[path]).sort();
