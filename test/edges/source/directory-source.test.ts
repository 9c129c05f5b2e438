/**
 * A directory as a source: its files are in force as they are saved, if only root may write them.
 */
import {
  chmodSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { digest } from "../../../src/edges/linux/hash.ts";
import { DirectorySource } from "../../../src/edges/source/directory-source.ts";
import { readYaml } from "../../../src/edges/yaml/yaml.ts";
import { asVexorError } from "../../../src/engine/model/errors.ts";
import { checkProof } from "../../../src/engine/source/check-proof.ts";
import { until } from "../../support/pace.ts";
import { HOST_FILE, PATH, policy, ports, ROLE_FILE } from "../../support/git-objects.ts";
import { SECTIONS } from "../../../src/resources/index.ts";

let dir: string;
let source: DirectorySource;
let end: () => void = () => undefined;

const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
};

/** As vim and most editors do: a new file beside it, then a rename. */
const save = (path: string, text: string): void => {
  put(`${path}.new`, text);
  renameSync(join(dir, path), join(dir, `${path}~`));
  renameSync(join(dir, `${path}.new`), join(dir, path));
};

beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), "vexor-directory-")));
  put(PATH, HOST_FILE);
  put("roles/r.yaml", ROLE_FILE);
  source = new DirectorySource(dir, PATH, { digest, readYaml, sections: SECTIONS, now: () => new Date() },
    process.geteuid?.() ?? 0);
});
afterEach(() => {
  end();
  rmSync(dir, { recursive: true });
});

const failure = async (): Promise<string> => {
  const error = asVexorError(await source.fetch().catch((one: unknown) => one));
  return `${error.code} ${error.message}`;
};

test("the files of a directory are the revision, and another text is another revision", async () => {
  const { id, proof } = await source.fetch();
  expect(proof).toMatchObject({ commit: null, path: PATH,
    files: { [PATH]: HOST_FILE, "roles/r.yaml": ROLE_FILE } });
  const { loaded } = await checkProof(proof, policy({ kind: "directory" }), null, ports);
  expect(loaded.declaration.sysctl).toEqual({ "vm.swappiness": 10 });
  save(PATH, HOST_FILE);
  expect((await source.fetch()).id).toBe(id);
  save("roles/r.yaml", ROLE_FILE.replace("10", "11"));
  expect((await source.fetch()).id).not.toBe(id);
});

describe("a directory source with", () => {
  test.each([
    ["a link", () => {
      rmSync(join(dir, PATH));
      symlinkSync("../roles/r.yaml", join(dir, PATH));
    }, /SOURCE_FILE .*through a link/],
    ["a directory that is a link", () => {
      renameSync(join(dir, "roles"), join(dir, "real"));
      symlinkSync("real", join(dir, "roles"));
    }, /SOURCE_FILE .*through a link/],
    ["no file", () => rmSync(join(dir, PATH)), /SOURCE_FILE .*has no "hosts/],
    ["a huge file", () => put(PATH, "#".repeat(300_000)), /HOST_FILE_LIMIT/],
    ["a broken file", () => put("roles/r.yaml", "sysctl: ["), /YAML_SYNTAX/],
    ["a file that others may write", () => chmodSync(join(dir, PATH), 0o666), /SOURCE_FILE others/],
    ["a directory that others may write", () => chmodSync(join(dir, "hosts"), 0o777),
      /SOURCE_FILE others/],
    ["a way out", () => put(PATH, HOST_FILE.replace("../roles", "../../../..")), /EXTENDS_INVALID/],
  ] as const)("%s", async (_, spoil, says) => {
    spoil();
    expect(await failure()).toMatch(says);
  });

  test("a path without a directory is refused", async () => {
    source = new DirectorySource(`${dir}/gone`, PATH, { digest, readYaml, sections: SECTIONS, now: () => new Date() }, 0);
    expect(await failure()).toMatch(/SOURCE_UNREACHABLE/);
  });
});

describe("a watched directory", () => {
  let [calls, looks] = [0, 0];
  const called = (times: number): Promise<void> => until(() => calls >= times, 8, () => `${calls} calls`)
    .then(() => expect(calls).toBe(times));
  /** An event may come late: it has come when its files were read again. */
  const lookedAgain = async (): Promise<void> => {
    const before = looks;
    await until(() => looks > before, 8);
  };
  const sourceAt = (): DirectorySource => new DirectorySource(dir, PATH, { readYaml, sections: SECTIONS,
    now: () => new Date(), digest: (text) => {
      looks += 1;
      return digest(text);
    } }, process.geteuid?.() ?? 0);

  beforeEach(() => {
    [calls, looks] = [0, 0];
    end = sourceAt().watch(() => {
      calls += 1;
    });
  });

  test("makes one call per save, by renaming or in place, and none for a save of the same text", async () => {
    save(PATH, `${HOST_FILE}mode: observe\n`);
    await called(1);
    put("roles/r.yaml", ROLE_FILE.replace("10", "12"));
    await called(2);
    save(PATH, `${HOST_FILE}mode: observe\n`);
    put("hosts/other.yaml", "x");
    await lookedAgain();
    expect(calls).toBe(2);
    save(PATH, HOST_FILE);
    await called(3);
  });

  test("watches new extended files, too, and reports a mistake and its end", async () => {
    put("new/place/x.yaml", ROLE_FILE);
    save(PATH, HOST_FILE.replace("../roles/r.yaml", "../new/place/x.yaml"));
    await called(1);
    save("new/place/x.yaml", "sysctl: [");
    await called(2);
    save("new/place/x.yaml", ROLE_FILE);
    await called(3);
  });

  test("makes no call after its end", async () => {
    let later = 0;
    const endLater = sourceAt().watch(() => {
      later += 1;
    });
    end();
    save(PATH, `${HOST_FILE}mode: observe\n`);
    await until(() => later === 1, 8);
    endLater();
    expect(calls).toBe(0);
  });
});
