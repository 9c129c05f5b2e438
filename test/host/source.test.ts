/**
 * A source under every fault that real git and real servers can be made to show. Whatever happens:
 * nothing new is accepted, the last good commit stays, and the reason is reported.
 */
import { chmodSync, chownSync, mkdirSync,
  readFileSync, readdirSync, rmSync, statSync,
  truncateSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { remoteOf, runGit } from "../../src/edges/git/run.ts";
import { elapse, within } from "../support/pace.ts";
import { changed, snapshotTree } from "../support/tree.ts";
import { DECLARATION, Fleet, HOST_FILE } from "./support/fleet.ts";
import { countConnections, serveHttp, serveSsh, type HttpServer, type SshServer } from "./support/servers.ts";
import { BINARY } from "./lab/machine.ts";
import { cannotServe } from "./support/prerequisites.ts";
import { random } from "../support/random.ts";

let fleet: Fleet;
let good: string;

const SIGNERS = "/etc/vexor-agent/allowed_signers";
const mirror = (): string => join(fleet.root, "var/lib/vexor-agent/mirror");
const follow = (more: Readonly<Record<string, string>> = {}): void =>
  fleet.configure({ url: fleet.origin, signatures: "none", pin: good, ...more });

const accept = async (commit: string): Promise<void> => {
  const { code, err } = await fleet.vexor("source", "accept", commit, "--yes", "--why", "a test");
  expect(code, err).toBe(0);
};

/** Not one byte of the host changes, the record stays, and both verbs tell the same reason. */
const refuses = async (says: RegExp): Promise<void> => {
  const [before, record] = [snapshotTree(fleet.root), fleet.record];
  const said = await fleet.checked();
  expect(said).toMatch(says);
  expect(changed(before, snapshotTree(fleet.root))).toEqual([]);
  expect(fleet.record).toBe(record);
};

/** As `refuses`, and what was seen of it is shown as refused, beside what is still in force. */
const refusesSeen = async (says: RegExp): Promise<void> => {
  await refuses(says);
  const { refused, accepted } = await fleet.json("show") as unknown as {
    refused: { code: string; message: string }; accepted: { accepted: string } };
  expect(`${refused.code} ${refused.message}`).toMatch(says);
  expect(accepted.accepted).toBe(good);
};

const counts = async (commit: string): Promise<void> => expect(await fleet.checked()).toBe(commit);

beforeEach(async () => {
  fleet = new Fleet();
  good = fleet.begin();
  follow();
});
afterEach(() => fleet.destroy());

describe.skipIf(cannotServe())("a branch", () => {
  test("is followed forwards, through merges, and reports what it found", async () => {
    await counts(good);
    await accept(good);
    const side = fleet.commit({ files: { "roles/x.yaml": "apiVersion: vexor/v1\n" } });
    fleet.git("checkout", "--quiet", "-b", "trunk", good);
    fleet.commit({ files: { [HOST_FILE]: `${DECLARATION}mode: observe\n` } });
    fleet.git("merge", "--quiet", "--no-edit", side);
    fleet.push();
    const head = fleet.git("rev-parse", "HEAD");
    const said = await fleet.json("check");
    expect(said).toMatchObject({ format: "vexor.checked/1", commit: head, added: 3, signer: null,
      files: ["roles/r.yaml", HOST_FILE], summary: expect.objectContaining({ update: 1 }) });
    expect(await fleet.json("show")).toMatchObject({ seen: { id: head }, refused: null,
      verified: { commit: head }, accepted: { accepted: good, why: "a test" } });
    expect(fleet.record).toContain(good);
  });

  test("needs a first commit: pinned, or accepted with a reason", async () => {
    follow({ pin: "1".repeat(40) });
    await refuses(/SOURCE_REWRITTEN/);
    fleet.configure({ url: fleet.origin, signatures: "none" });
    await refuses(/SOURCE_UNPINNED .*no commit was ever accepted/);
    expect((await fleet.vexor("source", "accept", good, "--yes")).code).toBe(64);
    expect((await fleet.vexor("source", "accept", "nonsense", "--yes", "--why", "x")).code).toBe(64);
    expect((await fleet.vexor("source", "accept", good, "--why", "x")).code).toBe(64);
    expect(fleet.record).toBe(null);
    await accept(good.slice(0, 10));
    await counts(good);
  });

  test("that was rewritten or set back is refused until an operator accepts it", async () => {
    await accept(good);
    const next = fleet.commit({ message: "next" });
    fleet.push();
    await counts(next);
    await accept(next);
    good = next;
    fleet.git("reset", "--quiet", "--hard", "HEAD~1");
    fleet.push("--force");
    await refusesSeen(/SOURCE_REWRITTEN .*was set back/);
    const { out } = await fleet.vexor("source", "show");
    expect(out).toContain(`Accepted   ${good}`);
    expect(out).toMatch(/Refused {4}the branch is at .* was set back.*\(SOURCE_REWRITTEN\)/);
    const other = fleet.commit({ message: "another history" });
    fleet.push("--force");
    await refusesSeen(/SOURCE_REWRITTEN .*does not contain/);
    await accept(other);
    await counts(other);
    good = other;
    fleet.git("reset", "--quiet", "--hard", next);
    fleet.push("--force");
    await refusesSeen(/SOURCE_REWRITTEN/);
  });

  test("that is gone, or has gone stale", async () => {
    await accept(good);
    fleet.git("push", "--quiet", fleet.origin, "HEAD:refs/heads/other");
    fleet.git("push", "--quiet", fleet.origin, ":refs/heads/main");
    await refuses(/SOURCE_SETUP .*has no branch main/);
    fleet.push();
    follow({ freshness: "7d" });
    expect(await fleet.json("check")).toMatchObject({ commit: good, alarms: [] });
    const old = fleet.commit({ date: "2020-01-01T00:00:00Z" });
    fleet.push();
    expect(await fleet.json("check")).toMatchObject({ commit: old,
      alarms: [{ code: "SOURCE_STALE", message: expect.stringMatching(/\d+d old/) }] });
    expect((await fleet.vexor("source", "show")).out).toMatch(/Alarm .*SOURCE_STALE/);
  });
});

describe.skipIf(cannotServe())("what a commit may bring", () => {
  beforeEach(() => accept(good));
  const index = (mode: string, id: string, path: string): void => {
    fleet.git("update-index", "--add", "--cacheinfo", `${mode},${id},${path}`);
    fleet.commitIndex({});
    fleet.push();
  };
  const blob = (text: string): string =>
    fleet.try(["git", "hash-object", "-w", "--stdin"], false, {}, text).out.trim();

  test("no link, submodule or executable, as the host file or what it extends", async () => {
    index("120000", blob("/etc/shadow"), HOST_FILE);
    await refusesSeen(/SOURCE_FILE .*symbolic link/);
    index("160000", good, HOST_FILE);
    await refusesSeen(/SOURCE_FILE .*submodule/);
    index("100755", blob(DECLARATION), HOST_FILE);
    await refusesSeen(/SOURCE_FILE .*executable/);
    index("100644", blob(DECLARATION), HOST_FILE);
    index("120000", blob("../../../etc/shadow"), "roles/r.yaml");
    await refusesSeen(/SOURCE_FILE .*roles\/r.yaml.* symbolic link/);
    fleet.git("rm", "--quiet", "--cached", "-r", "roles");
    index("120000", blob("hosts"), "roles");
    await refusesSeen(/SOURCE_FILE .*"roles" is a symbolic link/);
  });

  test("no huge file, another host's, a broken one, or none", async () => {
    const says = async (text: string | null, reason: RegExp): Promise<void> => {
      fleet.commit({ files: { [HOST_FILE]: text } });
      fleet.push();
      await refusesSeen(reason);
    };
    await says(`${DECLARATION}# ${"x".repeat(300_000)}\n`, /SOURCE_FILE .*300\d+ bytes/);
    await says(DECLARATION.replace("test-host", "val-2"), /HOST_MISMATCH .*val-2.*test-host/);
    await says(`${DECLARATION}sysctls: {}\n`, /HOST_FILE_INVALID .*did you mean "sysctl"/);
    await says(DECLARATION.replace("../roles", "../../../etc"), /EXTENDS_INVALID .*leads out/);
    await says(null, /SOURCE_FILE .*has no "hosts\/test-host.yaml"/);
    fleet.commit({ files: { [HOST_FILE]: DECLARATION } });
    fleet.push();
    await counts(fleet.git("rev-parse", "HEAD"));
  });

  test("not 20 MB in a side file: what is not asked for is not read", async () => {
    writeFileSync(join(fleet.work, "big"), Buffer.alloc(20_000_000));
    const big = fleet.commit();
    fleet.push();
    await counts(big);
  });

  test("no object that git's own check refuses", async () => {
    const entry = Buffer.concat([Buffer.from("100644 .git\0"), Buffer.from(blob("x"), "hex")]);
    writeFileSync(join(fleet.dir, "tree"), entry);
    const tree = fleet.git("hash-object", "-t", "tree", "--literally", "-w", join(fleet.dir, "tree"));
    const bad = fleet.git("commit-tree", tree, "-p", good, "-m", "bad");
    fleet.git("update-ref", "refs/heads/main", bad);
    fleet.push("--force");
    await refuses(/SOURCE_CORRUPT .*answers, but what it sends is damaged/);
  });
});

describe.skipIf(cannotServe())("signatures", () => {
  const policy = (signatures: string): void => follow({ signatures, signers: SIGNERS });
  const change = (by: string | null, date?: string): string => {
    const id = fleet.commit({ by: by === null ? null : { ssh: by },
      message: `by ${by ?? "nobody"}`, ...(date === undefined ? {} : { date }) });
    fleet.push();
    return id;
  };

  beforeEach(async () => {
    const line = (name: string, options = ""): string => `${name}@x ${options} ${fleet.sshKey(name)}\n`;
    fleet.onHost(SIGNERS, line("ada", 'namespaces="git"') + line("bob")
      + line("old", 'valid-before="20200101"') + line("new", 'valid-after="20990101"')
      + line("filer", 'namespaces="file"'));
    await accept(good);
    policy("head");
  });

  test("of a key on the list are accepted, and its owner is named", async () => {
    const next = change("ada");
    expect(await fleet.json("check")).toMatchObject({ commit: next, signer: "ada@x" });
    expect((await fleet.vexor("source", "show")).out).toContain("signed by ada@x");
  });

  test("no signature, an unknown key, one past or before its time, one for another use", async () => {
    change(null);
    await refusesSeen(/SOURCE_UNSIGNED .*"by nobody" is not signed/);
    change("eve");
    await refusesSeen(/SOURCE_SIGNER .*"by eve": its key \S+ is not among the signers/);
    change("old", "2020-06-01T00:00:00Z");
    await refusesSeen(/SOURCE_SIGNER .*its key SHA256:\S+ of "old@x" expired on 20200101/);
    change("new");
    await refusesSeen(/SOURCE_SIGNER .*of "new@x" is valid only after 20990101/);
    change("filer");
    await refusesSeen(/SOURCE_SIGNER .*of "filer@x" is for file, not for git/);
    await counts(change("bob"));
  });

  test("an expired key gains nothing by an old date, in a branch that rests as well", async () => {
    good = change("ada", "2018-01-01T00:00:00Z");
    await accept(good);
    change("old", "2019-01-01T00:00:00Z");
    expect(fleet.try(["git", "-c", `gpg.ssh.allowedSignersFile=${fleet.root}${SIGNERS}`,
      "verify-commit", "HEAD"]).code).toBe(0);
    await refusesSeen(/SOURCE_SIGNER .*"old@x" expired on 20200101, and this host first saw/);
  });

  test("every: one unsigned commit in between, or in what was merged, is enough", async () => {
    change(null);
    const head = change("ada");
    await counts(head);
    policy("every");
    await refusesSeen(/SOURCE_UNSIGNED/);
    await accept(head);
    good = head;
    fleet.git("checkout", "--quiet", "-b", "side", "HEAD~1");
    fleet.commit({ files: { "roles/y.yaml": "apiVersion: vexor/v1\n" }, by: { ssh: "bob" } });
    fleet.git("checkout", "--quiet", "main");
    fleet.git("-c", "gpg.format=ssh", "-c", `user.signingKey=${fleet.sshKeyFile("ada")}`, "merge",
      "--quiet", "--no-edit", "-S", "side");
    fleet.push();
    await counts(fleet.git("rev-parse", "HEAD"));
    fleet.git("checkout", "--quiet", "side");
    fleet.commit({ files: { "roles/z.yaml": "apiVersion: vexor/v1\n" } });
    fleet.git("checkout", "--quiet", "main");
    fleet.git("-c", "gpg.format=ssh", "-c", `user.signingKey=${fleet.sshKeyFile("ada")}`, "merge",
      "--quiet", "--no-edit", "-S", "side");
    fleet.push();
    await refusesSeen(/SOURCE_UNSIGNED/);
  });

  test("a list of keys that others may write, or that is missing, is refused", async () => {
    change("ada");
    chmodSync(join(fleet.root, SIGNERS), 0o666);
    await refuses(/SOURCE_TOOLS .*others than root may write/);
    rmSync(join(fleet.root, SIGNERS));
    await refuses(/SOURCE_TOOLS .*does not exist/);
  });
});

/** Command lines of processes that outlived their caller. */
const processesAbout = (word: string): readonly string[] => readdirSync("/proc")
  .filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      return line.includes(word) ? [line] : [];
    } catch {
      return []; // gone meanwhile
    }
  });

describe.skipIf(cannotServe())("over http", () => {
  let server: HttpServer;
  beforeEach(async () => {
    server = await serveHttp(fleet.dir);
    follow({ url: `${server.url}/origin.git`, timeout: "20s" });
    await counts(good);
    await accept(good);
    fleet.commit({ files: { "roles/x.yaml": `# ${"x".repeat(5000)}\napiVersion: vexor/v1\n` } });
    fleet.push();
  });
  afterEach(() => server.close());
  const mended = async (): Promise<void> => {
    server.behaviour = "well";
    follow({ url: `${server.url}/origin.git` });
    await counts(fleet.git("rev-parse", "HEAD"));
  };

  test.each([
    ["deaf", /SOURCE_UNREACHABLE .*took longer than 1 s/],
    ["slow", /SOURCE_UNREACHABLE .*took longer than 1 s/],
    ["refused", /SOURCE_SETUP .*could not read Username/],
    ["truncated", /SOURCE_CORRUPT .*answers, but what it sends is damaged/],
    ["corrupt", /SOURCE_CORRUPT .*answers, but what it sends is damaged/],
  ] as const)("%s, and healthy again", async (behaviour, says) => {
    server.behaviour = behaviour;
    if (behaviour === "deaf" || behaviour === "slow") follow({ url: `${server.url}/origin.git`, timeout: "1s" });
    const begun = Date.now();
    await refuses(says);
    // A child's children keep its pipes: if they were left to themselves, this would take 20 s.
    expect(Date.now() - begun).toBeLessThan(within(15_000));
    expect(processesAbout(server.url)).toEqual([]);
    expect(await fleet.json("show")).toMatchObject({ seen: { id: good }, refused: null });
    await mended();
  });

  test("where it leads to is not asked, nor is any password of this machine sent to it", async () => {
    const other = await serveHttp(fleet.dir);
    const ftp = await countConnections();
    fleet.onHost("/.netrc", "default login ops password hunter2\n", 0o600);
    const home = process.env["HOME"];
    process.env["HOME"] = fleet.root;
    try {
      for (const redirect of [`ftp://127.0.0.1:${ftp.port}`, `file://${fleet.dir}`, other.url]) {
        server.behaviour = { redirect };
        await refuses(/SOURCE_SETUP .*returned error: 302/);
      }
      server.behaviour = "refused";
      await refuses(/SOURCE_SETUP .*could not read Username/);
    } finally {
      process.env["HOME"] = home;
      other.close();
    }
    expect([ftp.close(), other.requests, server.credentials]).toEqual([0, 0, 0]);
    await mended();
  });

  test("no server listens", async () => {
    server.close();
    await refuses(/SOURCE_UNREACHABLE .*(Failed to connect|Couldn't connect)/);
  });
});

describe.skipIf(cannotServe())("over https", () => {
  test("only a server that an authority of this machine answers for is heard", async () => {
    const authority = join(fleet.dir, "authority.crt");
    const trust = (cert: string): void => {
      writeFileSync(authority, cert);
      fleet.trusted = authority;
    };
    const [wrong, right] = [fleet.certificate("192.0.2.1"), fleet.certificate("127.0.0.1")];
    const [stranger, server] = [await serveHttp(fleet.dir, wrong), await serveHttp(fleet.dir, right)];
    try {
      follow({ url: `${server.url}/origin.git` });
      await refuses(/SOURCE_UNREACHABLE .*certificate verification failed/);
      trust(wrong.cert);
      await refuses(/SOURCE_UNREACHABLE .*certificate verification failed/);
      follow({ url: `${stranger.url}/origin.git` });
      await refuses(/SOURCE_UNREACHABLE .*certificate.*127\.0\.0\.1/);
      expect([stranger.requests, server.requests]).toEqual([0, 0]);
      trust(right.cert);
      follow({ url: `${server.url}/origin.git` });
      await counts(good);
      // By https, too: to another host that this machine trusts, and to its own other path.
      server.behaviour = { redirect: stranger.url };
      await refuses(/SOURCE_SETUP .*returned error: 302/);
      server.behaviour = { redirect: `${server.url}/x` };
      await refuses(/SOURCE_SETUP .*returned error: 302/);
      expect(stranger.requests).toBe(0);
    } finally {
      stranger.close();
      server.close();
    }
  });
});

describe.skipIf(cannotServe())("over ssh", () => {
  let server: SshServer;
  const KNOWN = "/etc/vexor-agent/known_hosts";
  const KEY = "/etc/vexor-agent/deploy_key";
  const key = (name: string): void =>
    fleet.onHost(KEY, fleet.run("cat", fleet.sshKeyFile(name)), 0o600);
  const known = (hostKey: string): void =>
    fleet.onHost(KNOWN, `[127.0.0.1]:${server.port} ${hostKey}\n`);

  beforeEach(async () => {
    server = await serveSsh(fleet, "deploy");
    const url = `ssh://${userInfo().username}@127.0.0.1:${server.port}${fleet.origin}`;
    follow({ url, sshKey: KEY, knownHosts: KNOWN, timeout: "20s" });
    key("deploy");
    known(server.hostKey);
  });
  afterEach(() => server.close());

  test("with the pinned host key and a deploy key, and with no other", async () => {
    await counts(good);
    await accept(good);
    known(fleet.sshKey("other"));
    await refuses(/SOURCE_SETUP .*Host key verification failed/);
    fleet.onHost(KNOWN, "");
    await refuses(/SOURCE_SETUP/);
    known(server.hostKey);
    key("stranger");
    await refuses(/SOURCE_SETUP .*Permission denied/);
    key("deploy");
    await counts(good);
  });
});

describe.skipIf(cannotServe())("the mirror", () => {
  beforeEach(async () => {
    await counts(good);
    await accept(good);
  });
  const store = (): string => join(mirror(), "store");
  const pack = (): string => {
    const dir = join(store(), "pack");
    const file = join(dir, readdirSync(dir).find((name) => name.endsWith(".pack")) ?? "none");
    chmodSync(file, 0o644);
    return file;
  };

  test("holds objects and the head, and nothing that git takes for a repository", async () => {
    fleet.git("tag", "v1");
    fleet.git("push", "--quiet", fleet.origin, "v1");
    const next = fleet.commit();
    fleet.push();
    await fleet.checked();
    expect(readdirSync(mirror()).sort()).toEqual(["head", "store"]);
    expect(readdirSync(store())).toEqual(["pack"]);
    expect(readFileSync(join(mirror(), "head"), "utf8")).toBe(`${next}\n`);
  });

  test.each([
    ["a pack is cut off", () => truncateSync(pack(), 40)],
    ["a pack is garbage", () => writeFileSync(pack(), Buffer.alloc(500, 7))],
    ["a pack is gone", () => rmSync(pack())],
    ["a file in a pack is damaged", () => {
      const bytes = readFileSync(pack());
      const at = bytes.length - 26; // before the checksum: the end of the last blob
      bytes[at] = (bytes[at] ?? 0) ^ 0xff;
      writeFileSync(pack(), bytes);
    }],
    ["all objects are gone", () => rmSync(store(), { recursive: true })],
    ["the head is garbage", () => writeFileSync(join(mirror(), "head"), "x\n")],
    ["the head is a directory", () => {
      rmSync(join(mirror(), "head"));
      mkdirSync(join(mirror(), "head/below"), { recursive: true });
    }],
    ["the head is a pipe", () => {
      rmSync(join(mirror(), "head"));
      fleet.run("mkfifo", join(mirror(), "head"));
    }],
    ["a fetch was left half done", () => mkdirSync(join(mirror(), "incoming-x/pack"), { recursive: true })],
    ["it is gone", () => rmSync(mirror(), { recursive: true })],
  ] as const)("%s: it is made again", async (_, spoil) => {
    spoil();
    await counts(good);
    const next = fleet.commit();
    fleet.push();
    await counts(next);
  });

  test("SIGKILL at any moment of a fetch leaves it sound, or made again", async () => {
    for (let round = 0; round < Number(process.env["VEXOR_FETCH_KILLS"] ?? 12); round++) {
      const next = fleet.commit({ files: { [`r${round}`]: `${random.next()}`.repeat(2000) } });
      fleet.push();
      const child = spawn(BINARY, ["source", "check", "--root", fleet.root], { stdio: "ignore" });
      const ended = new Promise((resolve) => child.on("exit", resolve));
      await elapse(random.below(200));
      child.kill("SIGKILL");
      await ended;
      if (round % 3 === 2) await counts(next);
    }
    expect(fleet.record).toContain(good);
  });

  test("without it, a rewritten branch is still refused", async () => {
    fleet.git("commit", "--quiet", "--amend", "--allow-empty", "-m", "other");
    fleet.push("--force");
    rmSync(mirror(), { recursive: true });
    await refusesSeen(/SOURCE_REWRITTEN/);
  });

  test("one of an older Vexor makes room for one that git does not take for a repository", async () => {
    fleet.git("clone", "--quiet", "--mirror", fleet.origin, join(mirror(), "repo.git"));
    await counts(good);
    expect(readdirSync(mirror()).sort()).toEqual(["head", "store"]);
  });

  test.skipIf(process.getuid?.() !== 0)("belongs to a user, and git runs as that one", async () => {
    const own = join(fleet.dir, "own");
    mkdirSync(own);
    chownSync(own, 65534, 65534);
    expect((await fleet.vexor("source", "check", "--mirror", own)).code).toBe(0);
    expect(statSync(join(own, "head")).uid).toBe(65534);
    expect(statSync(join(own, "store/pack")).uid).toBe(65534);
  });

  test("the record of what was accepted is not guessed when it is damaged", async () => {
    writeFileSync(join(fleet.root, "var/lib/vexor-agent/source.json"), "{");
    await refuses(/SOURCE_STATE/);
  });
});

test.skipIf(cannotServe())("a program that is not there is named", async () => {
  const remote = remoteOf({ url: fleet.origin, branch: "main", sshKey: null, knownHosts: "/etc/x",
    maxSize: 1024 });
  await expect(runGit(remote, { PATH: "/nonexistent" }, ["version"])).rejects.toMatchObject({
    code: "SOURCE_TOOLS", message: expect.stringContaining("git cannot be started") });
});

test.skipIf(cannotServe())("a repository with SHA-256 ids is refused in so many words", async () => {
  const url = join(fleet.dir, "sha256.git");
  fleet.git("init", "--quiet", "--bare", "--object-format=sha256", url);
  const tree = fleet.git(`--git-dir=${url}`, "write-tree");
  const id = fleet.git(`--git-dir=${url}`, "commit-tree", tree, "-m", "x");
  fleet.git(`--git-dir=${url}`, "update-ref", "refs/heads/main", id);
  follow({ url });
  await refuses(/SOURCE_\w+ .*(SHA-256|sha256)/);
});
