/** Whose files are read at all, where a branch is made into a proof. */
import { beforeEach, expect, test } from "vitest";
import type { ObjectStore } from "../../../src/edges/git/object-store.ts";
import { prove } from "../../../src/edges/git/build-proof.ts";
import { judge, checkProof } from "../../../src/engine/source/check-proof.ts";
import {
  blob, commit, HOST_FILE, NOW, PATH, policy, ports, repository, ROLE_FILE, seen, tree,
  type GitObject,
} from "../../support/git-objects.ts";

const { root } = repository();
const hosts = tree({ "test-host.yaml": ["100644", blob(HOST_FILE).id] });
const roles = tree({ "r.yaml": ["100644", blob(ROLE_FILE).id] });
const OBJECTS = { commit: [] as GitObject[], tree: [root, hosts, roles],
  blob: [blob(HOST_FILE), blob(ROLE_FILE)] };

let read: string[] = [];
beforeEach(() => {
  read = [];
  seen.clear();
});

const storeOf = (commits: readonly GitObject[]): ObjectStore => {
  const all = Object.entries({ ...OBJECTS, commit: commits });
  return {
    has: async (id: string) => commits.some((one) => one.id === id),
    list: async () => commits.map(({ id }) => id),
    objects: async (ids: readonly string[]) => ids.map((id) => {
      const [type = "", of = []] = all.find(([, some]) => some.some((one) => one.id === id)) ?? [];
      if (type !== "commit") read.push(type);
      return { type, body: atob(of.find((one) => one.id === id)?.base64 ?? "") };
    }),
  } as unknown as ObjectStore;
};

const pin = commit({ tree: root.id });
const yaml: string[] = [];
const watching = { ...ports, readYaml: (...args: Parameters<typeof ports.readYaml>) => {
  yaml.push(String(args[0]).slice(0, 20));
  return ports.readYaml(...args);
} };

const proven = async (head: GitObject, known: string | null, signatures: "head" | "none") => {
  yaml.length = 0;
  const { proof, counts } = await prove(storeOf([head, pin]), { path: PATH, signatures }, head.id,
    known, watching);
  const [files, parsed] = [Object.keys(proof.files).length, yaml.length];
  const { refused } = await judge(() =>
    checkProof(proof, policy({ signatures, pin: known }), null, watching));
  return { counts, files, parsed: parsed > 0, code: refused?.code ?? null };
};

const by = (who: string | null): GitObject =>
  commit({ tree: root.id, parents: [pin.id], by: who });

test("the files of an accepted commit are read", async () => {
  const whole = { counts: true, files: 2, parsed: true, code: null };
  expect(await proven(by("ana"), pin.id, "head")).toEqual(whole);
  expect(await proven(by(null), pin.id, "none")).toEqual(whole);
});

test.each([
  ["that is not signed", by(null), "SOURCE_UNSIGNED"],
  ["that a stranger signed", by("mallory"), "SOURCE_SIGNER"],
  ["that does not follow the last accepted one", commit({ tree: root.id, by: "ana" }),
    "SOURCE_REWRITTEN"],
] as const)("no file is read of a commit %s, and the reason is reported", async (_, head, code) => {
  expect(await proven(head, pin.id, "head")).toEqual({ counts: false, files: 0, parsed: false, code });
  expect(read).toEqual([]);
});

test("no file is read before a first commit was pinned or accepted", async () => {
  expect(await proven(by("ana"), null, "head"))
    .toEqual({ counts: false, files: 0, parsed: false, code: "SOURCE_UNPINNED" });
});

test("a key is judged at the time when root saw the commit first, as at apply", async () => {
  const head = by("ana");
  seen.set(head.id, 1_600_000_000);
  const times: number[] = [];
  const { counts } = await prove(storeOf([head, pin]), { path: PATH, signatures: "head" }, head.id,
    pin.id, { ...ports, now: () => NOW, signerOf: async ({ at }) => {
      times.push(at);
      return "ana";
    } });
  expect([counts, times]).toEqual([true, [1_600_000_000]]);
});

test("no part is brought of a host file that needs more than the limits allow", async () => {
  const padding = Array.from({ length: 27_000 }, (_, at) =>
    [`e${at}`, ["100644", blob("").id]] as const);
  const levels = [tree({ ...Object.fromEntries(padding), "x.yaml": ["100644", blob(ROLE_FILE).id] })];
  for (let depth = 0; depth < 20; depth++) {
    levels.unshift(tree({ ...Object.fromEntries(padding), d: ["40000", levels[0]?.id ?? ""] }));
  }
  const deep = `apiVersion: vexor/v1\nhost: test-host\nextends: [../${"d/".repeat(21)}x.yaml]\n`;
  const wide = tree({ hosts: ["40000", tree({ "test-host.yaml": ["100644", blob(deep).id] }).id],
    d: ["40000", levels[0]?.id ?? ""] });
  const trees = [wide, tree({ "test-host.yaml": ["100644", blob(deep).id] }), ...levels];
  OBJECTS.tree.push(...trees);
  OBJECTS.blob.push(blob(deep));
  const head = commit({ tree: wide.id, parents: [pin.id], by: "ana" });
  await expect(prove(storeOf([head, pin]), { path: PATH, signatures: "head" }, head.id, pin.id, ports))
    .rejects.toMatchObject({ code: "SOURCE_LIMIT" });
  expect(read.length).toBeLessThan(10);
});
