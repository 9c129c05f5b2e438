/** The rules of systemd-sysctl one by one; test/host/sysctl-oracle.test.ts asks systemd itself. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { OUR_SYSCTL_FILE, readBootSysctls } from "../../../src/detectors/kernel/sysctl-boot-sources.ts";
import { keyToPath, parseSysctlFile, pathToKey } from "../../../src/detectors/kernel/sysctl-d.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import type { HostReader } from "../../../src/ports/host.ts";
import { leniently } from "../../../src/engine/plan/unread.ts";
import { closing } from "../../support/closed-host.ts";
import { makeTree, type Files } from "../../support/tree.ts";
import { SEED } from "../../support/random.ts";
import { plantSysctlTree, TREE_KEYS } from "../../support/random-sysctl-tree.ts";

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
});

/** A host with these files; a text that starts with `-> ` makes a link, null a directory. */
const hostWith = (files: Readonly<Record<string, string | null>>): HostReader => {
  const root = mkdtempSync(join(tmpdir(), "vexor-boot-sources-"));
  roots.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(text === null ? join(root, path) : dirname(join(root, path)), { recursive: true });
    if (text?.startsWith("-> ")) symlinkSync(text.slice(3), join(root, path));
    else if (text !== null) writeFileSync(join(root, path), text);
  }
  return createLinuxHost(root);
};

/** `path:line=value` of each assignment, in order of effect. */
const trail = (files: Readonly<Record<string, string | null>>, key: string): readonly string[] =>
  readBootSysctls(hostWith(files)).forKey(key)
    .map(({ path, line, value }) => `${path}:${line}=${value}`);

/** As systemd-sysctl 252 does it, when it has the credential. */
test("a credential is read after all files, from the first store that has it", () => {
  const stores = { "/etc/credstore/sysctl.extra": "vm.swappiness = 77\n",
    "/usr/lib/credstore/sysctl.extra": "vm.swappiness = 78\nvm.dirty_ratio = 5\n",
    "/etc/sysctl.d/99-zz.conf": "vm.swappiness = 10\nvm.dirty_ratio = 6\n" };
  expect(trail(stores, "vm/swappiness"))
    .toEqual(["/etc/sysctl.d/99-zz.conf:1=10", "/etc/credstore/sysctl.extra:1=77"]);
  expect(trail(stores, "vm/dirty_ratio")).toEqual(["/etc/sysctl.d/99-zz.conf:2=6"]);
  const { files } = readBootSysctls(hostWith(stores));
  expect(files.at(-1)).toMatchObject({ owner: "custom", masked: false });
});

/** vexor-defaults.service is such a service: without its record, defaults are not known. */
test("a service to which systemd closes /run/credentials reads what is left", () => {
  const host = closing(createLinuxHost(makeTree({ "/etc/sysctl.d/1.conf": "vm.swappiness = 7\n" })),
    { path: "/run/credentials/@system", errno: "EACCES", isDirectory: true });
  expect(readBootSysctls(host).forKey("vm/swappiness")).toMatchObject([{ value: "7" }]);
  const lenient = leniently(host);
  readBootSysctls(lenient);
  expect(lenient.missed()).toEqual([]);
});

test("files are merged by name, and a file in a higher directory hides those below", () => {
  const boot = readBootSysctls(hostWith({
    "/usr/lib/sysctl.d/50-a.conf": "vm.swappiness = 1",
    "/run/sysctl.d/50-a.conf": "vm.swappiness = 2",
    "/etc/sysctl.d/50-a.conf": "# the admin's\nvm/swappiness=3\n",
    "/etc/sysctl.d/10-b.conf": "vm.swappiness = 4",
    "/usr/local/lib/sysctl.d/90-c.conf": "vm.max_map_count = 5",
    "/etc/sysctl.d/90-c.conf": "-> /dev/null",
    "/usr/lib/sysctl.d/91-d.conf": "vm.max_map_count = 6",
    "/etc/sysctl.d/91-d.conf": "",
    "/etc/sysctl.d/92-e.conf": "-> nowhere",
    "/etc/sysctl.d/93-f.conf": null,
    "/etc/sysctl.d/README.sysctl": "vm.swappiness = 7",
    "/etc/sysctl.d/.99-g.conf": "vm.swappiness = 8",
    "/etc/sysctl.conf": "vm.swappiness = 9",
    "/lib": "-> usr/lib",
  }));
  expect(boot.files.map(({ path, replaces, masked }) => [path, replaces, masked])).toEqual([
    ["/etc/sysctl.d/10-b.conf", [], false],
    ["/etc/sysctl.d/50-a.conf", ["/run/sysctl.d/50-a.conf", "/usr/lib/sysctl.d/50-a.conf"], false],
    ["/etc/sysctl.d/90-c.conf", ["/usr/local/lib/sysctl.d/90-c.conf"], true],
    ["/etc/sysctl.d/91-d.conf", ["/usr/lib/sysctl.d/91-d.conf"], true],
    ["/etc/sysctl.d/92-e.conf", [], true],
    ["/etc/sysctl.d/93-f.conf", [], true],
  ]);
  expect(boot.forKey("vm/swappiness")).toMatchObject([
    { path: "/etc/sysctl.d/10-b.conf", line: 1, value: "4" },
    { path: "/etc/sysctl.d/50-a.conf", line: 2, value: "3", key: "vm/swappiness", glob: null },
  ]);
  expect(boot.forKey("vm/max_map_count")).toEqual([]);
});

test("an explicit key beats every glob, and -key excludes it from them", () => {
  const files = {
    "/etc/sysctl.d/1.conf": "net.ipv4.conf.eth0/100.rp_filter = 2\n-net.ipv4.conf.all.rp_filter",
    "/etc/sysctl.d/2.conf": "net.ipv4.conf.*.rp_filter = 1",
  };
  expect(trail(files, "net/ipv4/conf/eth0.100/rp_filter"))
    .toEqual(["/etc/sysctl.d/2.conf:1=1", "/etc/sysctl.d/1.conf:1=2"]);
  expect(trail(files, "net/ipv4/conf/all/rp_filter")).toEqual([]);
  expect(trail(files, "net/ipv4/conf/lo/rp_filter")).toEqual(["/etc/sysctl.d/2.conf:1=1"]);
});

test("-key removes the earlier lines of its key, and is reported", () => {
  const text = "vm.* = 1\nvm.swappiness = 2\n-vm.swappiness\n-vm/swappiness = 3";
  const host = hostWith({ "/etc/sysctl.d/1.conf": text });
  const { forKey, exclusionOf } = readBootSysctls(host);
  expect(forKey("vm/swappiness")).toMatchObject([{ line: 4, value: "3", ignoreErrors: true }]);
  expect(exclusionOf("vm/swappiness")).toMatchObject({ path: "/etc/sysctl.d/1.conf", line: 3 });
  expect(exclusionOf("vm/overcommit_memory")).toBeNull();
});

test("of two globs the later wins, and a repeated glob keeps its first place", () => {
  const globs = (third: string): readonly string[] =>
    trail({ "/etc/sysctl.d/1.conf": `vm.sw* = 1\nvm.*ness = 2\n${third}` }, "vm/swappiness")
      .map((said) => said.split(":")[1] ?? "");
  expect(globs("vm.sw* = 1")).toEqual(["1=1", "3=1", "2=2"]);
  expect(globs("vm.sw* = 3")).toEqual(["2=2", "1=1", "3=3"]);
});

test("a key is silent exactly where no line sets it and no line excludes it", () => {
  const found = new Set<boolean>();
  for (let seed = SEED; seed < SEED + 60; seed++) {
    const root = mkdtempSync(join(tmpdir(), "vexor-boot-sources-"));
    roots.push(root);
    plantSysctlTree(root, seed);
    const boot = readBootSysctls(createLinuxHost(root));
    for (const key of TREE_KEYS) {
      const silent = boot.forKey(key).length === 0 && boot.exclusionOf(key) === null;
      expect(boot.isSilent(key), `${key} of seed ${seed}`).toBe(silent);
      found.add(silent);
    }
  }
  expect(found.size).toBe(2);
});

test("the owner of a file is looked up on demand, and dpkg's record is read once at most", () => {
  const shipped = "vm.max_map_count = 1048576\n";
  const sumOf = (text: string): string => createHash("md5").update(text).digest("hex");
  const sum = sumOf(shipped);
  const host = hostWith({
    "/usr/lib/sysctl.d/1.conf": "vm.swappiness = 1",
    "/usr/lib/sysctl.d/2.conf": "-> /etc/mine.conf",
    "/etc/mine.conf": "vm.swappiness = 2",
    "/etc/sysctl.d/3.conf": shipped,
    "/etc/sysctl.d/4.conf": `${shipped}# edited`,
    "/etc/sysctl.d/5.conf": "vm.swappiness = 5",
    "/etc/sysctl.d/99-sysctl.conf": "-> ../sysctl.conf",
    "/etc/sysctl.conf": shipped,
    "/etc/sysctl.d/7.conf": "-> ../../usr/lib/sysctl.d/1.conf",
    "/run/sysctl.d/6.conf": "vm.swappiness = 6",
    "/usr/local/lib/sysctl.d/8.conf": shipped,
    [OUR_SYSCTL_FILE]: "vm.swappiness = 10",
    "/var/lib/dpkg/info/procps.md5sums": `${sumOf("vm.swappiness = 1")}  lib/sysctl.d/1.conf\n`
      + `${sum}  usr/local/lib/sysctl.d/8.conf\n`,
    "/var/lib/dpkg/status": "Package: procps\nMaintainer: C <c@debian.org>\nVersion: 2:4.0.2-3\n"
      + "Conffiles:\n"
      + [3, 4].map((n) => ` /etc/sysctl.d/${n}.conf ${sum}\n`).join("")
      + ` /etc/sysctl.conf ${sum} obsolete\nDescription: text\n`,
  });
  const reads: string[] = [];
  const boot = readBootSysctls({ ...host, read: (path) => (reads.push(path), host.read(path)) });
  expect(reads).not.toContain("/var/lib/dpkg/status");
  expect(boot.files.map(({ path, owner }) => `${path} ${owner}`)).toEqual([
    "/usr/lib/sysctl.d/1.conf distro", "/usr/lib/sysctl.d/2.conf custom",
    "/etc/sysctl.d/3.conf distro", "/etc/sysctl.d/4.conf custom", "/etc/sysctl.d/5.conf custom",
    "/run/sysctl.d/6.conf custom", "/etc/sysctl.d/7.conf custom",
    "/usr/local/lib/sysctl.d/8.conf custom", `${OUR_SYSCTL_FILE} vexor`,
    "/etc/sysctl.d/99-sysctl.conf distro",
  ]);
  expect(boot.files.at(-1)?.realPath).toBe("/etc/sysctl.conf");
  expect(reads).toHaveLength(new Set(reads).size);
});

test("a name that is not UTF-8 is read, and sorts as its bytes do", () => {
  const host = hostWith({ "/etc/sysctl.d/50-a.conf": "vm.swappiness = 1",
    "/etc/sysctl.d/50-\ue000.conf": "vm.swappiness = 2",
    "/etc/sysctl.d/50-\u{1f600}.conf": "vm.swappiness = 3" });
  const odd = Buffer.concat([Buffer.from(`${roots.at(-1)}/etc/sysctl.d/50-`), Buffer.of(0xff),
    Buffer.from(".conf")]);
  writeFileSync(odd, "vm.swappiness = 4");
  const { files, forKey } = readBootSysctls(host);
  expect(files.map(({ path }) => path.slice("/etc/sysctl.d/50-".length)))
    .toEqual(["a.conf", "\ue000.conf", "\u{1f600}.conf", "\udcff.conf"]);
  expect(forKey("vm/swappiness").at(-1)).toMatchObject({ value: "4", line: 1 });
  expect(files.at(-1)?.owner).toBe("custom");
});

test("an entry that is not a regular file sets nothing, and hides files of its name", async () => {
  const host = hostWith({ "/usr/lib/sysctl.d/1.conf": "vm.swappiness = 1",
    "/usr/lib/sysctl.d/2.conf": "vm.swappiness = 2", "/etc/sysctl.d/2.conf": "-> 2.conf",
    "/usr/lib/sysctl.d/3.conf": "vm.swappiness = 3", "/etc/sysctl.d/4.conf": null });
  const directory = `${roots.at(-1)}/etc/sysctl.d`;
  execFileSync("mkfifo", [`${directory}/3.conf`]);
  const socket = createServer();
  await new Promise<void>((done) => socket.listen(`${directory}/1.conf`, done));
  const boot = readBootSysctls(host);
  socket.close();
  expect(boot.forKey("vm/swappiness")).toEqual([]);
  expect(boot.files.map(({ masked }) => masked)).toEqual([true, true, true, true]);
});

test("lines end, begin and are trimmed as systemd's do", () => {
  const text = "a.b=1\r\n\r\n ; c.d=2\r\te.f \t= 3  4 # 5 \n\r-g.h\0i.j\n\u00a0k.l=6\n-m.n==7";
  expect(parseSysctlFile(text)).toEqual([
    { key: "a/b", value: "1", line: 1, ignoreErrors: false },
    { key: "e/f", value: "3  4 # 5", line: 4, ignoreErrors: false },
    { key: "g/h", value: null, line: 5, ignoreErrors: false },
    { key: "\u00a0k/l", value: "6", line: 7, ignoreErrors: false },
    { key: "m/n", value: "=7", line: 8, ignoreErrors: true },
  ]);
  expect(parseSysctlFile(`a.b=1\n${"é".repeat(2 ** 19)}\nc.d=2`).map(({ key }) => key))
    .toEqual(["a/b"]);
});

test("every spelling of a key is one path, and a path has one dotted name", () => {
  const path = "net/ipv4/conf/eth0.100/rp_filter";
  for (const name of [path, `/${path}/`, "net.ipv4.conf.eth0/100.rp_filter",
    "net//ipv4/./conf/eth0.100/rp_filter", ".net..ipv4.conf.eth0/100.rp_filter"]) {
    expect(keyToPath(name)).toBe(path);
  }
  expect(pathToKey(path)).toBe("net.ipv4.conf.eth0/100.rp_filter");
  expect(keyToPath(pathToKey(path))).toBe(path);
});

describe("a source that only some versions of systemd read", () => {
  const LIBRARY = "/usr/lib/x86_64-linux-gnu/systemd/libsystemd-shared-";
  const valueOf = (files: Files): string | undefined =>
    readBootSysctls(createLinuxHost(makeTree(files))).forKey("vm/swappiness").at(-1)?.value;
  const UNMERGED = { "/lib/sysctl.d/60-a.conf": "vm.swappiness = 7\n" };
  const CREDENTIAL = { "/etc/credstore/sysctl.extra": "vm.swappiness = 7\n" };

  test.each([["252", "7"], ["254", "7"], ["255", undefined], ["257", undefined]])(
    "is a /lib/sysctl.d apart from that of /usr/lib, for systemd %s", (version, value) => {
      expect(valueOf({ ...UNMERGED, [`${LIBRARY}${version}.so`]: "" })).toBe(value);
    });

  test.each([["247", undefined], ["251-3.el9", undefined], ["252", "7"], ["257", "7"]])(
    "is a credential, for systemd %s", (version, value) => {
      expect(valueOf({ ...CREDENTIAL, [`${LIBRARY}${version}.so`]: "" })).toBe(value);
    });

  test("is read where the version is not known", () => {
    expect([valueOf(UNMERGED), valueOf(CREDENTIAL)]).toEqual(["7", "7"]);
    expect(valueOf({ ...UNMERGED, [`${LIBRARY}257.so`]: "", "/usr/lib64/systemd/libsystemd-shared-252.so": "" }))
      .toBe("7");
  });
});
