/**
 * Facts of this host as a commit on a branch that many hosts push to. Nothing is checked out, and
 * of what is there only the newest commit and its directory are fetched, where the server can.
 */
import { rmSync } from "node:fs";
import type { PublishSettings } from "../../engine/settings/publish-settings.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { RunResult } from "../../ports/host.ts";
import { gitErrorText, remoteOf, runGit, type GitOptions, type Remote } from "./run.ts";

const NETWORK_MS = 120_000;
const MOST = 64 * 1024 * 1024;
/** Another host's commit may come in between. */
const TRIES = 5;
const OBJECT_ID = /^[0-9a-f]{40}$/;

type Files = readonly (readonly [name: string, text: string])[];

interface PushPlace {
  readonly hostName: string;
  readonly scratch: string;
  followed(): string | null;
}

type AskGit = (args: readonly string[], options?: GitOptions) => Promise<RunResult>;

const notSent = (why: string): VexorError => new VexorError("FACTS_NOT_SENT", why);

const must = async (
  git: AskGit, args: readonly string[], options?: GitOptions,
): Promise<string> => {
  const result = await git(args, options);
  if (result.code === 0) return result.stdout.trim();
  throw notSent(`git ${args[0]}: ${result.timedOut ? "no end in time" : gitErrorText(result)}`);
};

const gitIn = (remote: Remote, { scratch, hostName }: PushPlace): AskGit => {
  const who = { NAME: hostName, EMAIL: `vexor-agent@${hostName}` };
  const place = { GIT_DIR: scratch, GIT_INDEX_FILE: `${scratch}/facts-index`,
    ...Object.fromEntries(["AUTHOR", "COMMITTER"].flatMap((role) =>
      Object.entries(who).map(([key, value]) => [`GIT_${role}_${key}`, value]))) };
  return (args, options) => runGit(remote, place, args, options);
};

/** The branch's newest commit; null before the first. */
const tipOf = async (git: AskGit, remote: Remote, place: PushPlace): Promise<string | null> => {
  const listed = await must(git, ["ls-remote", "--quiet", "--", remote.url],
    { timeoutMs: NETWORK_MS });
  const refs = listed.split("\n").map((line) => line.split("\t"));
  const followed = place.followed();
  const same = refs.find(([id]) => id === followed);
  if (same) {
    throw notSent(`${same[1]} there is commit ${followed}, which this host follows: a host that `
      + "may push to the repository that it follows could rewrite its own orders");
  }
  const tip = refs.find(([, name]) => name === `refs/heads/${remote.branch}`)?.[0];
  return tip !== undefined && OBJECT_ID.test(tip) ? tip : null;
};

const fetchTip = async (git: AskGit, { url }: Remote, tip: string | null): Promise<void> => {
  await must(git, ["read-tree", "--empty"]);
  if (tip === null) return;
  await must(git, ["fetch", "--quiet", "--depth=1", "--no-tags", "--filter=blob:none", "--", url,
    tip], { timeoutMs: NETWORK_MS });
  await must(git, ["read-tree", tip]);
};

const commitOf = async (
  git: AskGit, hostName: string, files: Files, tip: string | null,
): Promise<string | null> => {
  for (const [name, text] of files) {
    const id = await must(git, ["hash-object", "-w", "--stdin"],
      { input: new TextEncoder().encode(text) });
    await must(git, ["update-index", "--add", "--cacheinfo", `100644,${id},${name}`]);
  }
  const tree = await must(git, ["write-tree", "--missing-ok"]);
  if (tip !== null && await must(git, ["rev-parse", `${tip}^{tree}`]) === tree) return null;
  return must(git, ["commit-tree", tree, ...(tip === null ? [] : ["-p", tip]),
    "-m", `facts of ${hostName}`]);
};

/** Throws FACTS_NOT_SENT. */
export const pushFacts = async (
  { repository, branch, sshKey, knownHosts }: PublishSettings, place: PushPlace, files: Files,
): Promise<void> => {
  const remote = remoteOf({ url: repository ?? "", branch, sshKey, knownHosts, maxSize: MOST });
  const git = gitIn(remote, place);
  for (let left = TRIES; ; left--) {
    rmSync(place.scratch, { recursive: true, force: true });
    await must(git, ["init", "--quiet", "--bare", place.scratch]);
    const tip = await tipOf(git, remote, place);
    await fetchTip(git, remote, tip);
    const commit = await commitOf(git, place.hostName, files, tip);
    if (commit === null) return;
    const pushed = await git(["push", "--quiet", "--", remote.url,
      `${commit}:refs/heads/${remote.branch}`], { timeoutMs: NETWORK_MS });
    if (pushed.code === 0) return;
    if (left === 1) throw notSent(`git push: ${gitErrorText(pushed)}`);
  }
};
