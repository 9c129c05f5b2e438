/** The demo without rights: the kernel's own record of what it and its children write. */
import { spawnSync } from "node:child_process";
import {
  chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { BINARY } from "./lab/machine.ts";

const NOBODY = 65534;
const isThere = process.getuid?.() === 0
  && ["/usr/bin/strace", "/usr/bin/setpriv", BINARY].every(existsSync);

const place = mkdtempSync(join(tmpdir(), "vexor-demo-nobody-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** Each call that makes, changes or removes a file, with the process that made it. */
const CALLS = "trace=open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,"
  + "symlink,symlinkat,unlink,unlinkat,rmdir,truncate,chmod,fchmodat,chown,fchownat,mknod,mknodat,"
  + "utimensat,setxattr,chdir";
const WRITES = /\b(?:O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_TMPFILE)\b/;

/** The paths of all successful writes; those of a child that works in the directory are relative. */
const writtenIn = (trace: string): readonly string[] => trace.split("\n")
  .filter((line) => !/ = -1 |\?$/.test(line))
  .filter((line) => !/^\d+ +(open|openat|openat2|chdir)\(/.test(line) || WRITES.test(line))
  .flatMap((line) => [...line.matchAll(/"([^"]*)"/g)].map(([, path = ""]) => path));

describe.skipIf(!isThere && !process.env["CI"])("the demo, run as nobody", () => {
  test("shows every step, writes in its own directory only, and leaves nothing", () => {
    const [program, temporary, home] = ["vexor", "tmp", "home"].map((one) => join(place, one));
    if (!program || !temporary || !home) throw new Error("no place");
    chmodSync(place, 0o755);
    copyFileSync(BINARY, program);
    for (const one of [temporary, home]) {
      mkdirSync(one);
      chmodSync(one, 0o777);
    }
    const trace = join(place, "trace");
    const { status, stdout, stderr } = spawnSync("strace", ["-f", "-qq", "-y", "-e", CALLS,
      "-o", trace, "--", "setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups",
      program, "demo", "--json"], { encoding: "utf8", cwd: home,
      env: { PATH: "/usr/bin:/bin", TMPDIR: temporary, HOME: home } });
    expect([status, stderr]).toEqual([0, ""]);
    expect((JSON.parse(stdout) as { held: boolean }).held).toBe(true);
    const outside = writtenIn(readFileSync(trace, "utf8"))
      .filter((path) => path.startsWith("/") && path !== "/dev/null"
        && !path.startsWith(`${temporary}/vexor-demo-`));
    expect([...new Set(outside)]).toEqual([]);
    expect([readdirSync(temporary), readdirSync(home)]).toEqual([[], []]);
  });
});
