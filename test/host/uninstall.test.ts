/** README's way to be rid of a Vexor that was installed without a package. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { ON_DISK } from "./lab/shared-tree.ts";
import { declare, install, vexor } from "./support/vexor.ts";

const README = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
const [, BLOCK = ""] = /After `vexor install`, without the package:\n\n```sh\n([^]*?)```/.exec(README) ?? [];
const SOMAXCONN = "/proc/sys/net/core/somaxconn";

let container: Container;
const run = (script: string) => container.exec(["bash", "-c", script]);
const traces = async (): Promise<string> => (await run(
  `find ${ON_DISK} -xdev -name '*vexor*' -not -path '/proc/*' -not -path '/var/log/*' | sort`)).stdout;

describe.skipIf(cannotRun("container"))("a container", () => {
  let before: string;

  beforeAll(async () => {
    container = await bootContainer({ name: "uninstall", binary: BINARY });
    before = await traces();
    await install(container);
    const pages = await run("head -qn1 /usr/local/share/man/man1/vexor.1 /usr/local/share/man/man5/vexor-*");
    expect(pages.stdout.match(/^\.TH \S+ \d/gm)).toEqual([".TH VEXOR 1", ".TH VEXOR-AGENT.YAML 5", ".TH VEXOR-HOST.YAML 5"]);
  });
  afterAll(() => container?.destroy());

  test("is rid of Vexor by README's commands: settings restored, only records are left", async () => {
    const original = (await run(`cat ${SOMAXCONN}`)).stdout;
    await declare(container, { sysctl: { "net.core.somaxconn": { atLeast: 8192 } } });
    expect((await vexor(container, ["apply", "--yes"])).code).toBe(0);
    expect((await run(`cat ${SOMAXCONN}`)).stdout).toBe("8192\n");
    const typed = BLOCK.replaceAll("sudo ", "").replace("vexor release", "vexor release --yes");
    const { code, stderr } = await run(`set -e\n${typed}`);
    expect([code, stderr.match(/error|fail/gi)]).toEqual([0, null]);
    expect((await run(`cat ${SOMAXCONN}`)).stdout).toBe(original);
    const left = (await traces()).split("\n").filter((path) => !before.split("\n").includes(path));
    expect(left.filter((path) => !/^\/(etc|var\/lib|run)\/vexor-agent/.test(path))).toEqual([]);
    expect((await run("systemctl list-units --all --plain --no-legend 'vexor*'")).stdout).toBe("");
  });
});
