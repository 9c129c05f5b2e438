/**
 * The terminal of an operator who asks a taken-over agent: every verb that talks to it, against
 * answers of any kind. What comes out is held against Unicode's own tables.
 */
import { execa } from "execa";
import { mkdirSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { within } from "../../support/pace.ts";
import { API } from "../../../src/agent/api.ts";
import { everyText, FULL, harmfulIn, HOSTILE } from "../../support/hostile.ts";
import { makeTree } from "../../support/tree.ts";

const VEXOR = join(import.meta.dirname, "../../../dist/vexor");

const VERBS: readonly (readonly string[])[] = [
  ["status"], ["status", "--json"], ["sync"], ["sync", "--retry"], ["sync", "--wait", "--timeout", "1s"],
  ["suspend", "--why", "w"], ["resume"], ["agent", "--reload"],
  ["break-glass", "sysctl/a", "--for", "1h", "--why", "w"], ["break-glass", "sysctl/a", "--end"],
  ["approve"], ["approve", "--json"], ["approve", "0".repeat(32), "--yes"],
];

const refused = (code: unknown): object =>
  ({ format: API, refused: { code, message: HOSTILE, hint: HOSTILE, retry: HOSTILE,
    place: { file: HOSTILE, line: 1, column: 1 } } });
const ANSWERS: Readonly<Record<string, string>> = {
  "hostile texts": JSON.stringify({ format: API, status: everyText(FULL, HOSTILE) }),
  "a refusal": JSON.stringify(refused("NOT_APPROVED")),
  "an unknown refusal": JSON.stringify(refused(HOSTILE)),
  "a refusal of no form": JSON.stringify({ format: API, refused: null }),
  "another format": JSON.stringify({ format: HOSTILE }),
  "no JSON": HOSTILE.replaceAll("\n", " "),
  nothing: "",
};

describe("every verb that asks the agent", () => {
  let root: string;
  let server: Server;
  let answer = "";
  beforeAll(async () => {
    root = makeTree({ "/proc/sys/vm/swappiness": "60\n",
      "/etc/vexor-agent/agent.yaml": "source: {directory: /srv/fleet}\napproval: required\n",
      "/srv/fleet/hosts/test-host.yaml": "apiVersion: vexor/v1\nhost: test-host\n" });
    const directory = join(root, "run/vexor-agent/agent");
    mkdirSync(directory, { recursive: true });
    server = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.end(`${answer}\n`));
    });
    await new Promise<void>((resolve) => server.listen(join(directory, "agent.sock"), resolve));
  });
  afterAll(() => server.close());

  test.each(Object.keys(ANSWERS))("is not steered by %s", async (name) => {
    answer = ANSWERS[name] ?? "";
    for (const verb of VERBS) {
      const { exitCode, stdout, stderr, timedOut } = await execa(VEXOR, [...verb, "--root", root],
        { reject: false, timeout: within(30_000) }); // colours of our own would hide theirs
      const said = `${verb.join(" ")}: ${stdout}${stderr}`;
      expect([timedOut, harmfulIn(stdout + stderr)], said).toEqual([false, []]);
      expect([0, 1, 2, 64], said).toContain(exitCode);
      expect(said).not.toMatch(/\$bunfs|^\s+at |TypeError|INTERNAL/m);
      expect(stderr, said).not.toMatch(/^vexor: all is well$/m);
    }
  });
});
