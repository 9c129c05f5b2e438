/** A slip in agent.yaml must not end the correcting of drift, and must not go unseen either. */
import { chmodSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { settingsInForce } from "../../../src/edges/agent/settings-in-force.ts";
import { makeTree, move } from "../../support/tree.ts";

const FILE = "/etc/vexor-agent/agent.yaml";
const SOUND = "source: {directory: /srv/fleet}\napproval: required\n";

describe("the settings in force", () => {
  test("are those of the file, at once", () => {
    const root = makeTree({ [FILE]: SOUND });
    const host = createLinuxHost(root);
    expect(settingsInForce(host, root, "h")).toMatchObject({ settings: { approval: "required" },
      problem: null });
    move(root, [FILE, "source: {directory: /srv/fleet}\n"]);
    expect(settingsInForce(host, root, "h")).toMatchObject({ settings: { approval: "none" } });
  });

  test.each(["source: {nonsense: 1}\n", "source: [\n", "approval: none\n"])(
    "are the former ones while the file holds %j, and the place is reported", (slip) => {
      const root = makeTree({ [FILE]: SOUND });
      const host = createLinuxHost(root);
      settingsInForce(host, root, "h");
      move(root, [FILE, slip]);
      const { settings, problem } = settingsInForce(host, root, "h");
      expect(settings).toMatchObject({ approval: "required", source: { directory: "/srv/fleet" } });
      expect(problem?.place).toMatchObject({ file: FILE });
    });

  test("are absent where none were ever sound, and where the file is gone", () => {
    const spoilt = makeTree({ [FILE]: "source: [\n" });
    expect(() => settingsInForce(createLinuxHost(spoilt), spoilt, "h")).toThrow();
    const root = makeTree({ [FILE]: SOUND });
    const host = createLinuxHost(root);
    settingsInForce(host, root, "h");
    rmSync(join(root, FILE));
    expect(() => settingsInForce(host, root, "h")).toThrow("does not exist");
  });

  test("are absent where others than root may write the file", () => {
    const root = makeTree({ [FILE]: SOUND });
    const host = createLinuxHost(root);
    settingsInForce(host, root, "h");
    chmodSync(join(root, FILE), 0o666);
    expect(() => settingsInForce(host, root, "h")).toThrow("others than root may write");
  });
});
