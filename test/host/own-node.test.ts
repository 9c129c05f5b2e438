/**
 * How the keeper finds its client and asks it, in the sandbox of its own unit: that leaves it enough
 * for both, and the process that asks nothing.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runAs } from "../../src/formats/run-as.ts";
import { nodeAnswersIn, nodeQuestionLine, type NodeQuestion } from "../../src/failover/node-lines.ts";
import { ownNodeIn, type OwnNode } from "../../src/failover/own-node.ts";
import { ROOT } from "../support/paths.ts";
import { until } from "../support/pace.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { AGAVE, installValidators, type Validators } from "./support/validators.ts";
import { install } from "./support/vexor.ts";

const KEEPER = readFileSync(join(ROOT, "packaging/systemd/vexor-failover.service"), "utf8");
const SANDBOX = (/^UMask=[\s\S]*?(?=\n\n)/m.exec(KEEPER)?.[0] ?? "").split("\n").filter((line) => !line.startsWith("#"))
  .flatMap((line) => ["-p", line]);

let container: Container;
let validators: Validators;

const inSandbox = async (argv: readonly string[], input = ""): Promise<string> => {
  const { stdout, stderr } = await container.exec(["systemd-run", "--quiet", "--pipe", "--wait", ...SANDBOX, "--", ...argv], { input });
  if (stderr !== "") console.info(stderr);
  return stdout;
};

const find = async (): Promise<OwnNode | null | undefined> =>
  ownNodeIn(await inSandbox(["/usr/bin/vexor", "own-node", "other.service", AGAVE]));

const mainPid = async (): Promise<number> =>
  Number((await container.exec(["systemctl", "show", "-P", "MainPID", AGAVE])).stdout);

describe.skipIf(cannotRun("container"))("the keeper's client", () => {
  beforeAll(async () => {
    container = await bootContainer({ name: "own-node", binary: BINARY });
    await install(container);
    validators = await installValidators(container);
    await container.exec(["mkdir", "-p", "/var/lib/vexor-agent", "/run/vexor-agent"]);
  });
  afterAll(() => container?.destroy());

  test("is found by its unit, with the port of its node", async () => {
    expect(SANDBOX.length).toBeGreaterThan(40);
    await container.exec(["systemctl", "restart", AGAVE]);
    await until(async () => (await find())?.rpcPort === 8899, 30);
    expect(await find()).toMatchObject({ pid: await mainPid(), rpcPort: 8899 });
  });

  test("is asked by a process that may do nothing", async () => {
    const asked: NodeQuestion = { id: 1, own: 8899, witnesses: [], voteAccount: validators.vote.pubkey };
    const said = nodeAnswersIn((await inSandbox([...runAs(65534, 65534), "/usr/bin/vexor", "ask-nodes"],
      `${nodeQuestionLine(asked)}\n`)).trim(), asked);
    expect(said?.[0]).toMatchObject({ isHealthy: true, votes: { node: validators.staked.pubkey } });
    expect(said?.[0]?.processed).toBeGreaterThan(said?.[0]?.finalized ?? Infinity);
  });

  test("is none once it has stopped", async () => {
    await container.exec(["systemctl", "stop", AGAVE]);
    expect(await find()).toBeNull();
  });
});
