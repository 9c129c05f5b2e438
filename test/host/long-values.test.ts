/** Values longer than what a reader of /proc/sys asks for at first: none may be cut. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Plan } from "../../src/engine/model/model.ts";
import { BINARY } from "./lab/machine.ts";

const KEY = "net.ipv4.ip_local_reserved_ports";
const SET = `echo "$1" > /proc/sys/${KEY.replaceAll(".", "/")} && exec "$2" plan --json -f "$3"`;

/** `1001,1003,…`: nothing that the kernel would write as a range. */
const ports = (bytes: number): string =>
  Array.from({ length: Math.ceil(bytes / 5) }, (_, at) => 1001 + 2 * at).join(",");

describe.skipIf(process.getuid?.() !== 0)("in a network namespace", () => {
  const dir = mkdtempSync(join(tmpdir(), "vexor-long-"));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  test.each([400, 500, 900, 1000, 1100, 4090, 20_000])("%i bytes of ports", (bytes) => {
    const file = join(dir, "host.yaml");
    writeFileSync(file, `apiVersion: vexor/v1\nhost: any\nsysctl: {${KEY}: "${ports(bytes)}"}\n`);
    const plan = JSON.parse(execFileSync("unshare",
      ["--net", "sh", "-c", SET, "sh", ports(bytes), BINARY, file], { encoding: "utf8" })) as Plan;
    expect(plan.items.map(({ live, action }) => [live, action]))
      .toEqual([[ports(bytes), "persist"]]);
  });
});
