/**
 * Merge requests of GitLab. In one of its own jobs the job is the status: one that is set beside it
 * makes a pipeline of its own, and GitLab may take that for the verdict of the merge request.
 */
import type { CommitStatus, Forge, ForgeChange, OwnComment } from "../../ports/forge.ts";
import { commitIn, textIn } from "./answer-form.ts";
import type { ForgeSettings } from "./forge-settings.ts";
import { gitlabCalls, isGone, type GitlabAccess, type GitlabCalls } from "./gitlab-calls.ts";

const STATUS_NAME = "vexor/review";
const MOST_PAGES = 100;

export interface GitlabPlace
  extends Pick<ForgeSettings, "project" | "announced" | "isOwnJob">, GitlabAccess {}

type Data = Readonly<Record<string, unknown>>;

const dataOf = (value: unknown): Data =>
  (typeof value === "object" && value !== null ? value as Data : {});

const text = (value: unknown): string => (typeof value === "string" ? value : "");

const changeIn = (found: unknown): ForgeChange => {
  const { sha, state, source_project_id: from, target_project_id: to, target_branch: branch,
    diff_refs: refs } = dataOf(found);
  return { head: commitIn(sha), branch: textIn(branch), base: commitIn(dataOf(refs)["start_sha"]),
    isOpen: state === "opened", isFromFork: from !== to };
};

/** Null in the place of what is gone. */
const orNull = async <T>(call: Promise<T>): Promise<T | null> => {
  try {
    return await call;
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
};

const historyCalls = (
  calls: GitlabCalls, project: string,
): Pick<Forge, "newestOf" | "buildsOn" | "changesElsewhere"> => ({
  newestOf: (branch) => calls.read(`the branch ${branch}`,
    `${project}/repository/branches/${encodeURIComponent(branch)}`,
    (data) => commitIn(dataOf(dataOf(data)["commit"])["id"])),
  buildsOn: async (later, earlier) => await orNull(calls.read("the history of the target",
    `${project}/repository/merge_base?refs[]=${earlier}&refs[]=${later}`,
    (data) => commitIn(dataOf(data)["id"]))) === earlier,
  changesElsewhere: async (head, branch) => {
    const found: number[] = [];
    for await (const changes of calls.pages("the list of merge requests",
      `${project}/merge_requests?state=opened&per_page=100`)) {
      for (const { iid, sha, target_branch: target } of changes.map(dataOf)) {
        if (sha === head && target !== branch) found.push(Number(iid));
      }
    }
    return found;
  },
});

const ownIn = async (
  calls: GitlabCalls, path: string, isWanted: (body: string) => boolean,
): Promise<readonly OwnComment[]> => {
  const found: { readonly id: string; readonly body: string; readonly author: unknown }[] = [];
  let pages = 0;
  for await (const notes of calls.pages("the list of comments",
    `${path}?per_page=100&sort=asc&order_by=created_at`)) {
    for (const note of notes.map(dataOf)) {
      const body = text(note["body"]);
      if (note["system"] === true || !isWanted(body)) continue;
      found.push({ id: String(note["id"]), body, author: dataOf(note["author"])["id"] });
    }
    pages += 1;
    if (pages >= MOST_PAGES) break;
  }
  if (found.length === 0) return [];
  const { data } = await calls.send("the token's user", { method: "GET", path: "/user" });
  const { id: self } = dataOf(data);
  return found.filter(({ author }) => typeof self === "number" && author === self);
};

/** False: it is gone. */
const unlessGone = async (call: Promise<unknown>): Promise<boolean> => await orNull(call) !== null;

const commentCalls = (
  calls: GitlabCalls, project: string,
): Pick<Forge, "ownComments" | "createComment" | "updateComment" | "deleteComment"> => {
  const notesOf = (number: number): string => `${project}/merge_requests/${number}/notes`;
  return {
    ownComments: (number, isWanted) => ownIn(calls, notesOf(number), isWanted),
    createComment: async (number, body) => {
      await calls.send("a new comment", { method: "POST", path: notesOf(number), body: { body } });
    },
    updateComment: (number, id, body) => unlessGone(calls.send("the comment's text",
      { method: "PUT", path: `${notesOf(number)}/${id}`, body: { body } })),
    deleteComment: async (number, id) => {
      await unlessGone(calls.send("the removal of a comment",
        { method: "DELETE", path: `${notesOf(number)}/${id}` }));
    },
  };
};

/** Older ones refuse to set what is set already. */
const isAlready = (error: unknown): boolean =>
  / answers 400\b.*cannot transition/i.test((error as Error).message);

const setStatus = async (
  calls: GitlabCalls, path: string, { state, text: description }: CommitStatus,
): Promise<void> => {
  try {
    await calls.send("the commit's status", { method: "POST", path, body: {
      state: state === "success" ? "success" : "failed", name: STATUS_NAME, description } });
  } catch (error) {
    if (!isAlready(error)) throw error;
  }
};

const fileIn = (
  calls: GitlabCalls, project: string, commit: string, path: string,
): Promise<string | null> => {
  const at = `${project}/repository/files/${encodeURIComponent(path)}?ref=${commit}`;
  return orNull(calls.read(`the file ${path}`, at, (data) => textIn(dataOf(data)["blob_id"])));
};

export const gitlabForge = (place: GitlabPlace): Forge => {
  const calls = gitlabCalls(place);
  const project = `/projects/${place.project}`;
  return {
    name: "GitLab", announced: place.announced,
    change: (number) => calls.read(`merge request ${number}`,
      `${project}/merge_requests/${number}`, changeIn),
    ...historyCalls(calls, project), ...commentCalls(calls, project),
    setStatus: place.isOwnJob ? null : (commit, status) =>
      setStatus(calls, `${project}/statuses/${commit}`, status),
    reportLines: null,
    fileId: (commit, path) => fileIn(calls, project, commit, path),
  };
};
