/** The .rpm's own scripts on a real systemd, in the order in which rpm runs them. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { declare, vexor } from "./support/vexor.ts";

const ROOT = join(import.meta.dirname, "../..");
const SOMAXCONN = "/proc/sys/net/core/somaxconn";
const UNITS = ["vexor-defaults.service", "vexor-recover.service",
  "vexor-recover-late.service", "vexor-operate.socket",
  "vexor-watch.socket", "vexor-agent.service"];
const unable = cannotRun("container")
  ?? (process.env["CI"] || existsSync("/usr/bin/rpmbuild") ? undefined : "no rpmbuild");

type Script = "PREIN" | "POSTIN" | "PREUN" | "POSTUN";

const place = mkdtempSync(join(tmpdir(), "vexor-rpm-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

describe.skipIf(unable ?? !existsSync(BINARY))("a container", () => {
  let container: Container;
  let rpm: string;
  const run = (script: string) => container.exec(["sh", "-c", script]);
  const said = async (script: string): Promise<string> => (await run(script)).stdout.trim();
  const ask = (...args: readonly string[]): string =>
    execFileSync("rpm", ["--query", "--package", ...args, rpm], { encoding: "utf8" });

  /** `left`: how many versions of the package there are once rpm is done. */
  const script = async (name: Script, left: number, environment = ""): Promise<string> => {
    const { code, stdout, stderr } = await container.exec(["sh", "-c", `${environment} sh -c "$1" sh $2`,
      "sh", ask("--queryformat", `%{${name}}`), String(left)]);
    expect([name, code, stderr.match(/.*(error|fail|not found|could not).*/i)?.[0]])
      .toEqual([name, 0, undefined]);
    return stdout;
  };
  const unpack = (): void => void execFileSync("sh", ["-c",
    'cd "$2" && rpm2cpio "$1" | cpio --extract --quiet --make-directories --unconditional', "sh", rpm,
    container.root]);
  const removeFiles = (): Promise<unknown> => run(`rm -f ${ask("--list").split("\n")
    .filter((path) => path !== "" && !path.startsWith("/etc/")).join(" ")}`);

  const install = async (): Promise<void> => {
    await script("PREIN", 1);
    unpack();
    await script("POSTIN", 1);
  };
  const erase = async (environment = ""): Promise<void> => {
    await script("PREUN", 0, environment);
    await removeFiles();
    await script("POSTUN", 0);
  };
  const enabled = async (): Promise<readonly string[]> =>
    (await said(`systemctl is-enabled ${UNITS.join(" ")}`)).split("\n");

  beforeAll(async () => {
    rpm = execFileSync(process.execPath, ["scripts/rpm.ts", place], { cwd: ROOT, encoding: "utf8" })
      .trim();
    container = await bootContainer({ name: "rpm" });
  });
  afterAll(() => container?.destroy());

  test("has the units enabled and the sockets open once the package is installed", async () => {
    await install();
    expect(await enabled()).toEqual(UNITS.map(() => "enabled"));
    expect(await said("systemctl is-active vexor-operate.socket vexor-watch.socket"))
      .toBe("active\nactive");
    expect(await said("id -un vexor-agent")).toBe("vexor-agent");
  });

  test("keeps a setting when the package is erased, and forgets the units", async () => {
    await declare(container, { sysctl: { "net.core.somaxconn": { atLeast: 8192 } } });
    expect((await vexor(container, ["apply", "--yes"])).code).toBe(0);
    await erase();
    expect(await said(`cat ${SOMAXCONN}`)).toBe("8192");
    expect(await said("systemctl list-units --all --plain --no-legend 'vexor*'")).toBe("");
    expect(await said("find /etc/systemd -name 'vexor*'")).toBe("");
  });

  test("knows the setting when it is installed again, and releases it where that is asked", async () => {
    await install();
    expect((await vexor(container, ["drift"])).stdout).toContain("1 managed setting");
    await erase("VEXOR_RELEASE=1");
    expect(await said(`cat ${SOMAXCONN}`)).toBe("4096");
  });

  test("leaves a unit disabled over an upgrade that an administrator has disabled", async () => {
    await install();
    await run("systemctl disable --quiet vexor-recover.service");
    await script("PREIN", 2);
    unpack();
    await script("POSTIN", 2);
    await script("PREUN", 1);
    await script("POSTUN", 1);
    expect(await enabled()).toEqual(UNITS.map((unit) =>
      (unit === "vexor-recover.service" ? "disabled" : "enabled")));
  });
});
