/** The comment that docs/review.md shows is the one that such a change gets. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { renderReviewComments } from "../../src/render/review/markdown.ts";
import { within } from "../support/pace.ts";
import { ROOT } from "../support/paths.ts";
import { factsOf, hostText, makeRepository, makeSigner, reviewOf, roleText } from "../support/review.ts";
import { kernelDefaults } from "../support/tree.ts";

const MACHINE = { "/proc/sys/vm/swappiness": "60\n", "/proc/sys/net/core/rmem_max": "212992\n",
  ...kernelDefaults({ "vm.swappiness": "60", "net.core.rmem_max": "212992" }) };
const ROLE = ["sysctl:", "  vm.swappiness: {atMost: 60}"];
const BLOCKING = { "/etc/sysctl.d/70-db.conf": "# the database\n\nnet.core.rmem_max = 212992\n" };

const withoutIds = (text: string): string => text.replace(/[0-9a-f]{12}(?=\.\.|:)/g, "ID");

test("docs/review.md shows a comment word for word", async () => {
  const { key, sign } = makeSigner();
  const names = Array.from({ length: 12 }, (_, at) => `val-ams-${at + 1}`);
  const base = names.flatMap((name) => {
    const facts = factsOf(name, name === "val-ams-9" ? { ...MACHINE, ...BLOCKING } : MACHINE);
    return [[`hosts/${name}.yaml`, hostText(name, "extends: [../roles/solana.yaml]")],
      [`facts/${name}.json`, facts], [`facts/${name}.json.sig`, sign(facts)], [`keys/hosts/${name}.pub`, key]];
  });
  const at = makeRepository({ "roles/solana.yaml": roleText(...ROLE), ...Object.fromEntries(base) as Record<string, string> },
    { "roles/solana.yaml": roleText(...ROLE, "  net.core.rmem_max: {atLeast: 134217728}") });
  const [comment = "", ...more] = renderReviewComments(await reviewOf(at));
  expect(more).toEqual([]);
  const [, documented = ""] = /````markdown\n([^]*?)````/.exec(readFileSync(join(ROOT, "docs/review.md"), "utf8")) ?? [];
  expect(withoutIds(documented)).toBe(withoutIds(`${comment.trimEnd()}\n`));
}, within(60_000));
