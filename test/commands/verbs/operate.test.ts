/** What the root helper refuses although the agent asks for it in all form. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { SignedFacts } from "../../../src/agent/operation.ts";
import { sumsOf } from "../../../src/commands/shared/facts-file.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { judgeFacts } from "../../../src/facts/judge.ts";
import { makeTree } from "../../support/tree.ts";
import { runVexor } from "../../support/vexor.ts";

const PATH = "hosts/test-host.yaml";

interface Answer {
  readonly done?: { readonly run?: number; readonly plan?: { readonly id: string }; readonly facts?: SignedFacts };
  readonly refused?: { readonly code: string; readonly message: string };
}

/** A host that follows a directory, where swappiness is 60 and shall be 10. */
const hostWith = (more: string, settings = "") => {
  const text = "apiVersion: vexor/v1\nhost: test-host\n"
    + `sysctl: {vm.swappiness: {value: 10, adopt: {from: 60}}}\n${more}`;
  const root = makeTree({ "/proc/sys/vm/swappiness": "60\n", "/etc/hostname": "test-host\n",
    "/etc/vexor-agent/agent.yaml": `source: {directory: /srv/fleet}\n${settings}`,
    [`/srv/fleet/${PATH}`]: text });
  const proof = { format: "vexor.proof/1", commit: null, path: PATH, files: { [PATH]: text },
    commits: [], trees: [] };
  return {
    root,
    ask: (op: object): Answer => {
      const { out } = runVexor(["operate", "--root", root],
        { input: JSON.stringify({ format: "vexor.operation/1", proof, except: [], ...op }) });
      return JSON.parse(out.trim().split("\n").at(-1) ?? "") as Answer;
    },
    swappiness: () => readFileSync(join(root, "proc/sys/vm/swappiness"), "utf8").trim(),
  };
};

const ALWAYS = '{cron: "* * * * *", duration: 1h}';
const NEVER_NOW = '{cron: "0 0 29 2 *", duration: 1s}';

describe("an apply that the agent asks for", () => {
  test.each([
    ["inside a window that denies", `maintenance: {deny: [${ALWAYS}]}`, "in a window that denies"],
    ["outside those that allow", `maintenance: {allow: [${NEVER_NOW}]}`, "outside every window"],
  ])("%s writes nothing", (_, maintenance, says) => {
    const { ask, swappiness } = hostWith(maintenance);
    const { id } = ask({ op: "plan" }).done?.plan ?? {};
    const { refused } = ask({ op: "apply", plan: id });
    expect(refused).toMatchObject({ code: "OUTSIDE_WINDOW",
      message: expect.stringContaining(says) });
    expect(swappiness()).toBe("60");
  });

  test("in a window that allows it is applied", () => {
    const { ask, swappiness } = hostWith(`maintenance: {allow: [${ALWAYS}]}`);
    const { id } = ask({ op: "plan" }).done?.plan ?? {};
    expect(ask({ op: "apply", plan: id }).done).toMatchObject({ run: 1 });
    expect(swappiness()).toBe("10");
  });
});

describe("facts that the agent asks for", () => {
  const publishing = (type: string | null = "ed25519") => {
    const made = hostWith("", "facts: {directory: /srv/facts}\n");
    const key = join(made.root, "etc/vexor-agent/facts_key");
    if (type !== null) execFileSync("ssh-keygen", ["-q", "-t", type, "-N", "", "-C", "test-host", "-f", key]);
    return { ...made, key };
  };

  test("are signed by the host, with what the host file asks of it", () => {
    const { ask, key } = publishing();
    const { text = "", signature = "", digest } = ask({ op: "facts", except: undefined }).done?.facts ?? {};
    const { document, problems } = judgeFacts({ name: "facts", text, signature }, {
      host: "test-host", keysOf: () => readFileSync(`${key}.pub`, "utf8"), now: new Date(), maxAgeSeconds: 3600 },
    { ...sumsOf(createLinuxHost("")), sha256: createLinuxHost("").digest,
      sha512: (content) => createHash("sha512").update(content).digest() });
    expect(problems).toEqual([]);
    expect(document).toMatchObject({ host: "test-host", digest, asRoot: true });
    expect(text).toContain("swappiness");
  });

  test("are not had where the settings on the host do not ask for them", () => {
    expect(hostWith("").ask({ op: "facts", except: undefined }).refused).toMatchObject({ code: "OPERATION_INVALID",
      message: "agent.yaml does not ask for facts to be published" });
  });

  test("are not signed without a key, or with one that others may read or that does not count", () => {
    const refusal = (made: ReturnType<typeof publishing>) => made.ask({ op: "facts", except: undefined }).refused;
    expect(refusal(publishing(null))).toMatchObject({ code: "FACTS_KEY",
      message: "/etc/vexor-agent/facts_key does not exist" });
    const open = publishing();
    chmodSync(open.key, 0o640);
    expect(refusal(open)?.message).toBe("others than root may read /etc/vexor-agent/facts_key: chmod 600");
    const directory = publishing(null);
    mkdirSync(directory.key);
    expect(refusal(directory)?.message).toBe("/etc/vexor-agent/facts_key is not a file");
    expect(refusal(publishing("rsa"))?.message).toMatch(/does not count: .*wanted is an Ed25519 key/);
  });
});
