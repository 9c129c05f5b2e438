import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { readPackageFiles } from "../../../src/detectors/tools/package-files.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { makeTree, type Files } from "../../support/tree.ts";

const TEXT = "vm.swappiness = 1\n";
const SUM = createHash("md5").update(TEXT).digest("hex");
const PATH = "/usr/lib/sysctl.d/1.conf";

const isShipped = (files: Files, path = PATH, content: string | Uint8Array = TEXT): boolean =>
  readPackageFiles(createLinuxHost(makeTree(files))).isShipped(path, content);

const stanza = (maintainer: string, version: string, name = "tool"): string =>
  `Package: ${name}\nMaintainer: ${maintainer}\nArchitecture: amd64\nVersion: ${version}\n`
  + `Conffiles:\n /etc/1.conf ${SUM}\n /etc/10.conf ${SUM} obsolete\nDescription: a tool\n\n`;

const packaged = (maintainer: string, version: string): Files => ({
  "/var/lib/dpkg/info/tool:amd64.md5sums": `${SUM}  usr/lib/sysctl.d/1.conf\n`,
  "/var/lib/dpkg/status": stanza("Other <other@acme.example>", "1", "other-tool")
    + stanza(maintainer, version) + stanza("Other <other@acme.example>", "1", "tool-doc"),
});

test("an unmodified file of a package of the archive is the distribution's", () => {
  for (const [maintainer, version] of [
    ["Debian systemd Maintainers <pkg-systemd-maintainers@lists.alioth.debian.org>",
      "252.39-1~deb12u1"],
    ["Craig Small <csmall@debian.org>", "2:4.0.2-3+b1"],
    ["Ubuntu Developers <ubuntu-devel-discuss@lists.ubuntu.com>", "255.4-1ubuntu8.11~22.04.1"],
    ["Marco d'Itri <md@linux.it>", "30+20221128-1"],
    ["Raphaël Halimi <raphael.halimi@gmail.com>", "1.5.0-2"],
    ["Ubuntu Developers <ubuntu-devel-discuss@lists.ubuntu.com>", "0.142ubuntu25.5"],
  ] as const) {
    expect(isShipped(packaged(maintainer, version)), maintainer).toBe(true);
  }
});

test("a file of a third party's package is not, whatever dpkg records of it", () => {
  for (const [maintainer, version] of [
    ["Acme Operations <ops@acme.example>", "1.4"],
    ["Debian <root@debian.org.acme.example>", "1.4"],
    ["root@build-debian.org-acme", "1.4"],
    ["Craig Small <csmall@debian.org>", "2:4.0.2-3+acme1"],
    ["Craig Small <csmall@debian.org>", "2:4.0.2-3.local"],
    ["", "1.4"],
  ] as const) {
    expect(isShipped(packaged(maintainer, version)), `${maintainer} ${version}`).toBe(false);
  }
});

test("a file that was changed, or that no package installed, is not", () => {
  const debian = packaged("C <c@debian.org>", "1");
  expect(isShipped(debian, PATH, `${TEXT}vm.swappiness = 2\n`)).toBe(false);
  expect(isShipped(debian, "/usr/lib/sysctl.d/2.conf")).toBe(false);
  expect(isShipped(debian, "/lib/sysctl.d/1.conf")).toBe(true);
  expect(isShipped(debian, PATH, Buffer.from(TEXT))).toBe(true);
  expect(isShipped(debian, "/etc/1.conf")).toBe(true);
  expect(isShipped(debian, "/etc/10.conf")).toBe(true);
  expect(isShipped(debian, "/etc/0.conf")).toBe(false);
  expect(isShipped(debian, "/etc/1.conf", "")).toBe(false);
});

test("/usr/local is the administrator's, and so is every file without a record", () => {
  const local = "/usr/local/lib/sysctl.d/1.conf";
  expect(isShipped({ ...packaged("C <c@debian.org>", "1"),
    "/var/lib/dpkg/info/tool.md5sums": `${SUM}  usr/local/lib/sysctl.d/1.conf\n` }, local)).toBe(false);
  expect(isShipped({})).toBe(false);
  const rpm = { "/var/lib/rpm/": "" };
  expect(isShipped(rpm, "/usr/lib/systemd/system/tuned.service")).toBe(true);
  expect(isShipped(rpm, "/etc/1.conf")).toBe(false);
  expect(isShipped(rpm, local)).toBe(false);
});

// rpm's own record is not read: what a file is called and says has to prove it.
test.each([
  ["50-pid-max.conf", "# by systemd\nkernel.pid_max = 4194304\n", true],
  ["50-pid-max.conf", "kernel.pid_max=0x400000", true],
  ["50-pid-max.conf", "kernel.pid_max = 65536\n", false],
  ["50-pid-max.conf", "kernel.pid_max = 4194304\nvm.swappiness = 60\n", false],
  ["50-pid-max.conf", "", true],
  ["50-redhat.conf", "net/ipv4/conf/*/rp_filter=1\n-net.ipv4.conf.all.rp_filter\n", true],
  ["50-redhat.conf", "-vm.swappiness\n", false],
  ["elasticsearch.conf", "vm.max_map_count=262144\n", false],
  ["99-scylla-aio.conf", "fs.aio-max-nr = 1048576\n", false],
])("with rpm, /usr/lib/sysctl.d/%s with %j is the distribution's: %s", (name, text, isTheirs) => {
  expect(isShipped({ "/var/lib/rpm/": "" }, `/usr/lib/sysctl.d/${name}`, text)).toBe(isTheirs);
});
