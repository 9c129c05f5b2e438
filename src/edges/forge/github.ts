/**
 * Pull requests of GitHub, also of one of one's own. A comment is our own where its author is who
 * the token is for; only GraphQL says that of a workflow's token, and whether a comment is hidden.
 */
import type {
  CommitStatus, Forge, ForgeChange, LineReport, OwnComment,
} from "../../ports/forge.ts";
import { commitIn, textIn } from "./answer-form.ts";
import { callsTo, type GithubCalls, type GithubPlace } from "./github-calls.ts";
import { reportToGithub } from "./github-check-run.ts";

const STATUS_CONTEXT = "vexor/review";
const PAGE = 100;
const MOST_PAGES = 100;

const statusOf = (error: unknown): unknown => (error as { readonly status?: unknown }).status;

/** Null in the place of what is gone. */
const orNull = async <T>(call: Promise<T>): Promise<T | null> => {
  try {
    return await call;
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
};

const changeAt = async ({ octokit, at }: GithubCalls, number: number): Promise<ForgeChange> => {
  const { data: { head, base, state } } = await octokit.request(
    "GET /repos/{owner}/{repo}/pulls/{pull_number}", { ...at, pull_number: number });
  return { head: commitIn(head.sha), branch: textIn(base.ref), base: commitIn(base.sha),
    isOpen: state === "open", isFromFork: head.repo?.id !== base.repo.id };
};

const newestAt = async ({ octokit, at }: GithubCalls, branch: string): Promise<string> => {
  const { data: { object } } = await octokit.request("GET /repos/{owner}/{repo}/git/ref/{ref}",
    { ...at, ref: `heads/${branch}` });
  return commitIn(object.sha);
};

const buildsOnAt = async (
  { octokit, at }: GithubCalls, later: string, earlier: string,
): Promise<boolean> => {
  const answer = await orNull(octokit.request("GET /repos/{owner}/{repo}/compare/{basehead}",
    { ...at, basehead: `${earlier}...${later}`, per_page: 1 }));
  if (answer === null) return false; // no common history
  const status = textIn(answer.data.status);
  return status === "ahead" || status === "identical";
};

/** The list that GitHub keeps of a commit's pull requests lacks those from forks. */
const changesElsewhereAt = async (
  { octokit, at }: GithubCalls, commit: string, branch: string,
): Promise<readonly number[]> => {
  const found: number[] = [];
  for await (const { data } of octokit.paginate.iterator("GET /repos/{owner}/{repo}/pulls",
    { ...at, state: "open", per_page: PAGE })) {
    for (const { number, head, base } of data) {
      if (head.sha === commit && base.ref !== branch) found.push(number);
    }
  }
  return found;
};

interface FoundComment extends OwnComment {
  readonly node: string;
  readonly author: string | null;
}

const commentsAt = async (
  { octokit, at }: GithubCalls, number: number, isWanted: (body: string) => boolean,
): Promise<readonly FoundComment[]> => {
  const found: FoundComment[] = [];
  let pages = 0;
  for await (const { data } of octokit.paginate.iterator(
    "GET /repos/{owner}/{repo}/issues/{issue_number}/comments",
    { ...at, issue_number: number, per_page: PAGE })) {
    for (const { id, node_id: node, body = "", user } of data) {
      if (isWanted(body)) found.push({ id: String(id), node, body, author: user?.login ?? null });
    }
    pages += 1;
    if (pages >= MOST_PAGES) break;
  }
  return found;
};

const VIEWER = "query { viewer { login } }";
const HIDDEN = "query($ids: [ID!]!) { nodes(ids: $ids) "
  + "{ ... on IssueComment { id isMinimized } } }";

interface HiddenAnswer {
  readonly nodes: readonly ({ readonly id?: string; readonly isMinimized?: boolean } | null)[];
}

/** Whose they are is asked only where there is one of the wanted kind. */
const ownOf = async (
  { octokit }: GithubCalls, found: readonly FoundComment[],
): Promise<readonly OwnComment[]> => {
  if (found.length === 0) return [];
  const { viewer } = await octokit.graphql<{ readonly viewer: { readonly login: string } }>(VIEWER);
  const own = found.filter(({ author }) => author === viewer.login).slice(0, PAGE);
  if (own.length === 0) return [];
  const ids = own.map(({ node }) => node);
  const { nodes } = await octokit.graphql<HiddenAnswer>(HIDDEN, { ids });
  const seen = new Set(nodes.flatMap((node) => (node?.isMinimized === false ? [node.id] : [])));
  return own.filter(({ node }) => seen.has(node));
};

const commentCalls = (
  calls: GithubCalls,
): Pick<Forge, "ownComments" | "createComment" | "updateComment" | "deleteComment"> => {
  const { octokit, at, ask } = calls;
  return {
    ownComments: (number, isWanted) => ask("the list of comments", async () =>
      ownOf(calls, await commentsAt(calls, number, isWanted))),
    createComment: (number, body) => ask("a new comment", async () => {
      await octokit.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
        { ...at, issue_number: number, body });
    }),
    updateComment: (_, id, body) => ask("the comment's text", async () =>
      await orNull(octokit.request("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}",
        { ...at, comment_id: Number(id), body })) !== null),
    deleteComment: (_, id) => ask("the removal of a comment", async () => {
      await orNull(octokit.request("DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}",
        { ...at, comment_id: Number(id) }));
    }),
  };
};

const statusAt = async (
  { octokit, at, page }: GithubCalls, commit: string, { state, text }: CommitStatus,
): Promise<void> => {
  await octokit.request("POST /repos/{owner}/{repo}/statuses/{sha}", { ...at, sha: commit, state,
    context: STATUS_CONTEXT, description: text, ...(page === null ? {} : { target_url: page }) });
};

const fileAt = async (
  { octokit, at }: GithubCalls, commit: string, path: string,
): Promise<string | null> => {
  const answer = await orNull(octokit.request("GET /repos/{owner}/{repo}/contents/{+path}",
    { ...at, path: path.split("/").map(encodeURIComponent).join("/"), ref: commit }));
  return answer === null || Array.isArray(answer.data) ? null : answer.data.sha;
};

export const githubForge = (place: GithubPlace): Forge => {
  const calls = callsTo(place);
  const { ask } = calls;
  return {
    name: "GitHub", announced: place.announced,
    change: (number) => ask(`pull request ${number}`, () => changeAt(calls, number)),
    newestOf: (branch) => ask(`the branch ${branch}`, () => newestAt(calls, branch)),
    buildsOn: (later, earlier) => ask("the history of the base", () =>
      buildsOnAt(calls, later, earlier)),
    changesElsewhere: (head, branch) => ask("the list of pull requests", () =>
      changesElsewhereAt(calls, head, branch)),
    ...commentCalls(calls),
    setStatus: (commit, status) => ask("the commit's status", () =>
      statusAt(calls, commit, status)),
    reportLines: (commit: string, report: LineReport) => ask("the check run", () =>
      reportToGithub(calls, commit, report)),
    fileId: (commit, path) => ask(`the file ${path}`, () => fileAt(calls, commit, path)),
  };
};
