/** What is accepted and what is refused, from bytes alone. */
import { beforeEach, describe, expect, test } from "vitest";
import { VexorError } from "../../../src/engine/model/errors.ts";
import { checkProof, judge } from "../../../src/engine/source/check-proof.ts";
import type { SourcePolicy, Proof } from "../../../src/engine/source/types.ts";
import {
  asked, blob, commit, HOST_FILE, noted, NOW, PATH, policy, ports, proofOf, repository, ROLE_FILE,
  seen, tree,
  type GitObject,
} from "../../support/git-objects.ts";
import fc from "../../support/property.ts";

beforeEach(() => {
  asked.splice(0);
  noted.splice(0);
  seen.clear();
});

const tried = async (
  proof: Proof, held: SourcePolicy, accepted: string | null,
): Promise<string> => {
  const { verified, refused } = await judge(() => checkProof(proof, held, accepted, ports));
  return refused === null ? `counts: ${verified.signer}` : `${refused.code} ${refused.message}`;
};

const { root } = repository();
const first = commit({ tree: root.id, message: "first", at: 1000 });
const second = commit({ tree: root.id, parents: [first.id], by: "ada", at: 2000 });
const third = commit({ tree: root.id, parents: [second.id], by: "bob", at: 3000 });
const line = [third, second, first];

describe("only forward", () => {
  test("a descendant of the accepted commit, and that commit itself", async () => {
    const verified = await checkProof(proofOf(line), policy(), first.id, ports);
    expect(verified).toMatchObject({ commit: third.id, added: 2, subject: '"one"',
      loaded: { declaration: { host: "test-host", sysctl: { "vm.swappiness": 10 } } } });
    expect(await tried(proofOf([first]), policy(), first.id)).toMatch(/^counts/);
  });

  test.each([
    ["a rewritten branch", [commit({ tree: root.id, message: "other" }), second], second.id,
      /SOURCE_REWRITTEN .*does not contain/],
    ["one set back", [first, third, second], third.id, /SOURCE_REWRITTEN .*is older than/],
    ["one set back, without proof of it", [first], third.id, /SOURCE_REWRITTEN/],
    ["a link left out", [third, first], first.id, /SOURCE_REWRITTEN/],
    ["nothing accepted yet", [third], null, /SOURCE_UNPINNED/],
  ] as const)("%s", async (_, commits, accepted, says) => {
    expect(await tried(proofOf(commits), policy(), accepted)).toMatch(says);
  });

  test("the pin replaces the first accepted commit, and no later one", async () => {
    expect(await tried(proofOf(line), policy({ pin: first.id }), null)).toMatch(/^counts/);
    expect(await tried(proofOf([first]), policy({ pin: first.id }), third.id))
      .toMatch(/SOURCE_REWRITTEN/);
  });

  test("a parent that the accepted commit merged is not a step forward", async () => {
    const side = commit({ tree: root.id, message: "side" });
    const merge = commit({ tree: root.id, parents: [first.id, side.id], message: "merge" });
    expect(await tried(proofOf([side, merge, first]), policy(), merge.id))
      .toMatch(/SOURCE_REWRITTEN .*is older than/);
  });
});

/** Commits with random parents among the earlier ones. */
const graphs = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 14 })
  .map((picks) => {
    const made: GitObject[] = [];
    const parents: number[][] = [];
    picks.forEach((pick, at) => {
      const mine = at === 0 ? [] : [...new Set(pick.map((one) => one % at))];
      parents.push(mine);
      made.push(commit({ tree: root.id, message: `${at}`, by: "ada",
        parents: mine.map((one) => made[one]?.id ?? "") }));
    });
    return { made, parents };
  });

test("in any history, exactly the commits that contain the accepted one are accepted", async () => {
  await fc.assert(fc.asyncProperty(graphs, fc.nat(), fc.nat(), async (graph, a, b) => {
    const { made, parents } = graph;
    const [head, accepted] = [a % made.length, b % made.length];
    const above = (from: number): Set<number> =>
      new Set([from, ...(parents[from] ?? []).flatMap((one) => [...above(one)])]);
    const commits = [made[head], ...made].flatMap((one) => one ?? []);
    const answer = await tried(proofOf(commits), policy({ signatures: "every" }),
      made[accepted]?.id ?? "");
    expect(answer.startsWith("counts"), answer).toBe(above(head).has(accepted));
    if (!above(head).has(accepted)) return;
    const added = [...above(head)].filter((one) => !above(accepted).has(one));
    expect(asked.splice(0)).toHaveLength(added.length);
  }), { numRuns: 200 });
});

describe("signatures", () => {
  const head = policy({ signatures: "head" });
  const every = policy({ signatures: "every" });
  const forged = commit({ tree: root.id, parents: [first.id], by: "mallory" });
  const plain = commit({ tree: root.id, parents: [first.id], message: "plain" });
  const over = (parent: GitObject): GitObject =>
    commit({ tree: root.id, parents: [parent.id], by: "ada" });

  test("the signer of the newest commit is reported", async () => {
    expect(await tried(proofOf(line), head, first.id)).toBe("counts: bob");
    expect(asked).toHaveLength(1);
    expect(await tried(proofOf(line), every, first.id)).toBe("counts: bob");
    expect(asked).toHaveLength(3);
  });

  test.each([
    ["head", head, [plain, first], /SOURCE_UNSIGNED .*"plain" is not signed/],
    ["head", head, [forged, first], /SOURCE_SIGNER .*not a friend's/],
    ["head", head, [over(plain), plain, first], /^counts/],
    ["every", every, [over(plain), plain, first], /SOURCE_UNSIGNED .*"plain"/],
    ["every", every, [over(forged), forged, first], /SOURCE_SIGNER/],
    ["none", policy(), [over(forged), forged, first], /^counts/],
  ] as const)("%s", async (_, held, commits, says) => {
    expect(await tried(proofOf(commits), held, first.id)).toMatch(says);
  });

  test("of an unsigned commit, the way out is the one that status gives", async () => {
    const { refused } = await judge(() => checkProof(proofOf([plain, first]), head, first.id, ports));
    expect(refused?.hint).toContain("git commit --amend --no-edit -S && git push --force-with-lease");
    expect(refused?.hint).toContain(`sudo vexor source accept ${plain.id.slice(0, 12)} --why REASON`);
  });

  test("with every, a merged branch must be signed, and cannot be left out", async () => {
    const old = commit({ tree: root.id, message: "old", by: "ada" });
    const trunk = commit({ tree: root.id, parents: [old.id], message: "trunk" });
    const side = commit({ tree: root.id, parents: [old.id], message: "side" });
    const merge = commit({ tree: root.id, parents: [trunk.id, side.id], by: "ada" });
    expect(await tried(proofOf([merge, side, trunk]), every, trunk.id)).toMatch(/SOURCE_UNSIGNED/);
    expect(await tried(proofOf([merge, trunk]), every, trunk.id)).toMatch(/SOURCE_CORRUPT .*lacks/);
    const good = commit({ tree: root.id, parents: [old.id], by: "bob" });
    const merged = commit({ tree: root.id, parents: [trunk.id, good.id], by: "ada" });
    expect(await tried(proofOf([merged, good, trunk]), every, trunk.id)).toBe("counts: ada");
    expect(await tried(proofOf([merged, good]), every, trunk.id)).toMatch(/SOURCE_CORRUPT/);
  });

  test("a commit that an operator accepted or pinned needs no signature", async () => {
    expect(await tried(proofOf([plain]), every, plain.id)).toBe("counts: null");
    expect(await tried(proofOf([plain]), policy({ signatures: "head", pin: plain.id }), null))
      .toBe("counts: null");
  });

  test("a key must be valid when this host first saw the commit, whatever date it bears", async () => {
    const late = commit({ tree: root.id, at: 9000 });
    const now = NOW.getTime() / 1000;
    for (const at of [10, 9000, 4_000_000_000]) {
      const dated = commit({ tree: root.id, parents: [late.id], by: "ada", at });
      await tried(proofOf([dated, late]), head, late.id);
      expect(asked.at(-1)?.at).toBe(now);
      seen.set(dated.id, now - 500);
      await tried(proofOf([dated, late]), head, late.id);
      expect(asked.at(-1)?.at).toBe(now - 500);
    }
  });

  test("with every, each commit is judged at its own time", async () => {
    seen.set(second.id, 7000);
    await tried(proofOf(line), every, first.id);
    expect(asked.map(({ at }) => at)).toEqual([NOW.getTime() / 1000, 7000]);
  });

  test("a judged commit is recorded once all its signatures hold, also when its files are refused", async () => {
    await tried(proofOf([over(forged), forged, first]), every, first.id);
    await tried(proofOf([plain, first]), head, first.id);
    await tried(proofOf(line), policy(), first.id);
    await tried(proofOf([third]), head, third.id);
    expect(noted).toEqual([]);
    const { root: bad, trees, files } = repository("nonsense: [");
    const broken = commit({ tree: bad.id, parents: [first.id], by: "ada" });
    expect(await tried(proofOf([broken, first], { trees, files }), head, first.id))
      .not.toMatch(/^counts/);
    await tried(proofOf(line), every, first.id);
    expect(noted).toEqual([broken.id, third.id, second.id]);
  });

  test("two signatures, or one of another kind, are refused", async () => {
    const { base64 } = second;
    const text = Buffer.from(base64, "base64").toString();
    const [signature = ""] = /gpgsig .*\n .*\n/.exec(text) ?? [];
    for (const made of [text.replace("gpgsig", "gpgsig-sha256 x\n y\ngpgsig"),
      text.replace(signature, `${signature}gpgsig-sha256 x\n y\n`),
      text.replace(signature, signature + signature), text.replace("gpgsig ", "gpgsig-sha256 ")]) {
      const body = Buffer.from(made);
      const id = ports.sha1(Buffer.concat([Buffer.from(`commit ${body.length}\0`), body]));
      const proof = proofOf([{ id, base64: body.toString("base64") }, first]);
      expect(await tried(proof, head, first.id)).toMatch(/SOURCE_SIGNER .*more than one/);
    }
  });
});

describe("files", () => {
  const proofWith = (mode: string, id = blob(HOST_FILE).id, files = { [PATH]: HOST_FILE }): Proof => {
    const hosts = tree({ "test-host.yaml": [mode, id] });
    const top = tree({ hosts: ["40000", hosts.id] });
    return proofOf([commit({ tree: top.id })], { trees: [top.base64, hosts.base64], files });
  };
  const counted = (proof: Proof): Promise<string> => tried(proof, policy(), proof.commit);

  test.each([
    ["120000", /SOURCE_FILE "hosts\/test-host.yaml" is a symbolic link/],
    ["160000", /SOURCE_FILE .*a submodule/],
    ["100755", /SOURCE_FILE .*an executable/],
    ["40000", /SOURCE_FILE .*a directory/],
    ["100664", /SOURCE_FILE .*of mode 100664/],
  ])("mode %s", async (mode, says) => {
    expect(await counted(proofWith(mode))).toMatch(says);
  });

  test("a name that stands twice is refused, because git would take either", async () => {
    const twice = Buffer.concat([HOST_FILE, "apiVersion: vexor/v1\nhost: test-host\n"].map((text) =>
      Buffer.from(tree({ "test-host.yaml": ["100644", blob(text).id] }).base64, "base64")));
    const hosts = ports.sha1(Buffer.concat([Buffer.from(`tree ${twice.length}\0`), twice]));
    const top = tree({ hosts: ["40000", hosts] });
    const proof = proofOf([commit({ tree: top.id })], {
      trees: [top.base64, twice.toString("base64")],
      files: { [PATH]: "apiVersion: vexor/v1\nhost: test-host\n" } });
    expect(await counted(proof)).toMatch(/SOURCE_CORRUPT .*twice/);
  });

  test("a directory on the path that is a link is refused", async () => {
    const top = tree({ hosts: ["120000", blob("elsewhere").id] });
    const proof = proofOf([commit({ tree: top.id })], { trees: [top.base64], files: {} });
    expect(await counted(proof)).toMatch(/SOURCE_FILE "hosts" is a symbolic link/);
  });

  test("a missing, huge, foreign, broken or escaping host file is refused", async () => {
    const text = (file: string): Promise<string> =>
      counted(proofWith("100644", blob(file).id, { [PATH]: file }));
    const empty = tree({});
    expect(await counted(proofOf([commit({ tree: empty.id })], { trees: [""], files: {} })))
      .toMatch(/SOURCE_FILE commit [0-9a-f]{12} has no "hosts\/test-host.yaml"/);
    expect(await text(`${HOST_FILE}#${"x".repeat(300_000)}`)).toMatch(/SOURCE_FILE .*300\d+ bytes/);
    expect(await text("apiVersion: vexor/v1\nhost: other\n")).toMatch(/HOST_MISMATCH .*other.*test-host/);
    const other = "apiVersion: vexor/v1\nhost: other\n";
    const proof = proofWith("100644", blob(other).id, { [PATH]: other });
    const { refused } = await judge(() => checkProof(proof, policy(), proof.commit, ports));
    expect(refused?.hint).toContain(`Write host: test-host into ${PATH}`);
    expect(await text("apiVersion: vexor/v1\nhost: any\n")).toMatch(/HOST_MISMATCH/);
    expect(await text("apiVersion: vexor/v1\nhots: x\n")).toMatch(/HOST_FILE_INVALID .*did you mean/);
    expect(await text(`${HOST_FILE}`)).toMatch(/HOST_FILE_MISSING .*does not exist/);
    expect(await text(HOST_FILE.replace("../roles/r.yaml", "../../etc/passwd")))
      .toMatch(/EXTENDS_INVALID .*leads out/);
  });

  test("an error in a file names file, line and column", async () => {
    const file = "apiVersion: vexor/v1\nhost: test-host\nsysctl: {vm.a: true}\n";
    const proof = proofWith("100644", blob(file).id, { [PATH]: file });
    const error = await checkProof(proof, policy(), proof.commit, ports).catch((one) => one);
    expect(error).toBeInstanceOf(VexorError);
    expect(error.place).toEqual({ file: PATH, line: 3, column: 16 });
  });

  test("a byte-order mark is part of the blob and not of the YAML", async () => {
    const file = "\ufeffapiVersion: vexor/v1\nhost: test-host\n";
    expect(await counted(proofWith("100644", blob(file).id, { [PATH]: file }))).toMatch(/^counts/);
  });
});

test("a branch that is stale, or dated ahead, alarms and is accepted", async () => {
  const held = policy({ freshness: 60 });
  const aged = async (at: number): Promise<string[]> => {
    const one = commit({ tree: root.id, at });
    const { alarms } = await checkProof(proofOf([one]), held, one.id, ports);
    return alarms.map(({ code, message }) => `${code} ${message}`);
  };
  expect(await aged(1_700_003_590)).toEqual([]);
  expect(await aged(1_700_000_000)).toEqual([expect.stringMatching(/SOURCE_STALE .* is 60m old; .* 60s/)]);
  expect(await aged(1_800_000_000)).toEqual([expect.stringMatching(/SOURCE_STALE .* in the future/)]);
});

describe("no attacker can change in a proof", () => {
  const held = policy({ signatures: "every" });
  const proof = proofOf(line);
  const texts: readonly (readonly (string | number)[])[] = [
    ["commit"], ["path"], ["format"],
    ...proof.commits.map((_, at) => ["commits", at]), ...proof.trees.map((_, at) => ["trees", at]),
    ...Object.keys(proof.files).map((path) => ["files", path]),
  ];
  const at = (value: unknown, steps: readonly (string | number)[]): unknown =>
    steps.reduce<unknown>((inside, step) => (inside as Record<string, unknown>)[step], value);
  const changed = (steps: readonly (string | number)[], text: string): Proof => {
    const copy = structuredClone(proof) as unknown as Record<string, unknown>;
    const holder = at(copy, steps.slice(0, -1)) as Record<string, unknown>;
    holder[steps.at(-1) ?? ""] = text;
    return copy as unknown as Proof;
  };

  test("any character of a text", async () => {
    expect(await tried(proof, held, first.id)).toBe("counts: bob");
    await fc.assert(fc.asyncProperty(fc.constantFrom(...texts), fc.nat(),
      fc.constantFrom(..."\0\n Aa09+/=-_"), fc.constantFrom("set", "put", "cut"),
      async (steps, where, char, how) => {
        const text = at(proof, steps) as string;
        const place = where % text.length;
        const kept = text.slice(place + (how === "put" ? 0 : 1));
        const other = text.slice(0, place) + (how === "cut" ? "" : char) + kept;
        fc.pre(other !== text);
        expect(await tried(changed(steps, other), held, first.id)).toMatch(/^SOURCE_/);
      }), { numRuns: 1500 });
  });

  test("any bit of a commit or tree", async () => {
    await fc.assert(fc.asyncProperty(fc.constantFrom(...texts.slice(3, -2)), fc.nat(), fc.nat(7),
      async (steps, where, bit) => {
        const bytes = Buffer.from(at(proof, steps) as string, "base64");
        const place = where % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ (1 << bit);
        expect(await tried(changed(steps, bytes.toString("base64")), held, first.id))
          .toMatch(/^SOURCE_/);
      }), { numRuns: 1500 });
  });

  test("the newest commit, by one put before it", async () => {
    const evil = repository("apiVersion: vexor/v1\nhost: test-host\n");
    const other = commit({ tree: evil.root.id, message: "evil" });
    const both = { ...proof, commits: [other.base64, ...proof.commits],
      trees: [...evil.trees, ...proof.trees] };
    expect(await tried({ ...both, files: evil.files }, held, first.id)).toMatch(/^SOURCE_/);
    const { loaded } = await checkProof(both, held, first.id, ports);
    expect(loaded.declaration.sysctl).toEqual({ "vm.swappiness": 10 });
  });

  test("any part, by leaving it out or swapping it", async () => {
    for (const [list, at] of [["commits", 0], ["commits", 1], ["commits", 2], ["trees", 0],
      ["trees", 1], ["trees", 2]] as const) {
      const short = { ...proof, [list]: proof[list].toSpliced(at, 1) };
      expect(await tried(short, held, first.id), `${list} ${at}`).toMatch(/^SOURCE_/);
    }
    const swapped = { [PATH]: ROLE_FILE, "roles/r.yaml": HOST_FILE };
    expect(await tried({ ...proof, files: swapped }, held, first.id)).toMatch(/SOURCE_CORRUPT/);
    expect(await tried({ ...proof, files: { [PATH]: HOST_FILE } }, held, first.id))
      .toMatch(/SOURCE_CORRUPT .*lacks a part/);
  });

  test("nor its form: anything but a proof is refused", async () => {
    const odd = [null, 7, "x", {}, { ...proof, commits: "x" }, { ...proof, files: [1] },
      { ...proof, trees: [null] }, { ...proof, format: "vexor.proof/2" },
      { ...proof, commits: Array.from({ length: 2001 }, () => "") }];
    for (const one of odd) {
      expect(await tried(one as unknown as Proof, held, first.id)).toMatch(/^SOURCE_CORRUPT/);
    }
    await fc.assert(fc.asyncProperty(fc.jsonValue(), async (value) => {
      expect(await tried(value as unknown as Proof, held, first.id)).toMatch(/^SOURCE_CORRUPT/);
    }), { numRuns: 300 });
  });

  test("nor its kind: a directory's files do not prove a branch, nor the reverse", async () => {
    const plain = { ...proof, commit: null, commits: [], trees: [] };
    expect(await tried(plain, held, first.id)).toMatch(/SOURCE_CORRUPT .*from a git/);
    expect(await tried(plain, policy({ kind: "directory" }), null)).toMatch(/^counts/);
    expect(await tried(proof, policy({ kind: "directory" }), null)).toMatch(/SOURCE_CORRUPT/);
  });
});
