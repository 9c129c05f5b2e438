/** What counts of Firedancer's TOML, and what a client can do from a version on. */
import { describe, expect, test } from "vitest";
import { canDo, type FoundClient } from "../../../src/detectors/clients/descriptors.ts";
import { placesInConfig } from "../../../src/detectors/clients/config.ts";
import type { HostReader } from "../../../src/ports/host.ts";

const read = (text: string) => placesInConfig(
  { bytesFor: () => Buffer.from(text) } as unknown as HostReader, "/fd.toml", 0);

test("says where records of votes are written, besides the identity", () => {
  expect(read("[paths]\nidentity_key = \"/i.json\"\nvote_history = \"/h\" # own\nbase = \"/b\"\n"))
    .toEqual({ identity: "/i.json", historyExport: "/h", ledger: "/b" });
});

describe("a failover of its own", () => {
  test.each([["[failover]\npeer = \"1.2.3.4\"\n", 1], ["[paths]\nbase = \"/b\"\n[tiles.failover]\n", 3],
    ["[failover.tls]\n[paths]\nenabled = false\n", 1]])("is in %j, line %i", (text, line) => {
    expect(read(text).failover).toBe(`/fd.toml:${line}`);
  });

  test.each(["[failover]\nenabled = false\n", "# [failover]\n", "[paths]\nfailover = 1\n", "[failovers]\n", ""])(
    "is not in %j", (text) => expect(read(text).failover).toBeUndefined());
});

describe("a capability from version 26.10 on", () => {
  const firedancer = (version: string | null, capabilities: readonly string[] = []): FoundClient =>
    ({ version, part: { role: "validator", exe: ["firedancer"], capabilities, since: { historyImport: "26.10" } } }) as unknown as FoundClient;

  test.each(["26.10", "26.10.0 (abc)", "v26.10.1", "26.11.1", "27.1.0", "firedancer 26.10.3"])(
    "is there in %s", (version) => expect(canDo(firedancer(version), "historyImport")).toBe(true));
  test.each(["26.09.6", "26.9", "1.2.0", "0.1106.40201", "", "new", "2610", null])(
    "is not there in %s", (version) => expect(canDo(firedancer(version), "historyImport")).toBe(false));
  test("is there in every version of a client that always has it", () => {
    expect(canDo(firedancer(null, ["historyImport"]), "historyImport")).toBe(true);
    expect(canDo(firedancer("27.1"), "wait")).toBe(false);
  });
});
