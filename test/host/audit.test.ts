/** An audit of a machine that runs, as root and as a user without rights, beside validators. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AuditDocument } from "../../src/checks/audit.ts";
import { CHECKS } from "../../src/generated/checks.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { calm, install } from "./support/vexor.ts";
import { installValidators } from "./support/validators.ts";

let container: Container;

const audited = async (...as: readonly string[]): Promise<AuditDocument> => {
  const { code, stdout, stderr } = await container.exec([...as, "vexor", "audit", "--json"]);
  expect([code, stderr]).toEqual([2, ""]);
  return JSON.parse(stdout) as AuditDocument;
};

const NOBODY = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"];

const outcomes = ({ checks }: AuditDocument): Readonly<Record<string, string>> =>
  Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome]));

describe.skipIf(cannotRun("container"))("a container with a validator", () => {
  beforeAll(async () => {
    container = await bootContainer({ name: "audit", binary: BINARY });
    await install(container);
    await installValidators(container);
    await calm(container);
  });
  afterAll(() => container?.destroy());

  test("every check decides, or says what it needs, and none fails by its own rule", async () => {
    for (const as of [[], NOBODY]) {
      const document = await audited(...as);
      expect(document.checks.length).toBe(Object.keys(CHECKS).length);
      expect(document.checks.filter(({ why }) => /a rule that fits/.test(why))).toEqual([]);
    }
  });

  test("root sees more than a user without rights, and never something else", async () => {
    const [roots, users] = [outcomes(await audited()), outcomes(await audited(...NOBODY))];
    const moved = Object.keys(roots).filter((id) => users[id] !== "unknown" && users[id] !== roots[id]);
    expect(moved.map((id) => `${id}: ${users[id]}, ${roots[id]} for root`)).toEqual([]);
    expect(roots["clients.alpenglow"]).not.toBe("unknown");
  });
});
