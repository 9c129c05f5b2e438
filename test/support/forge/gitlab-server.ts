/** The part of GitLab's interface that a review is posted by, with its limits. */
import { pageOf, startForge, type AskedRequest, type ForgeServer, type Reply, type Route } from "./server.ts";

export const GITLAB_TOKEN = "glpat-SECRETSECRETSECRET123";
export const GITLAB_HEAD = "c".repeat(40);
export const SELF_ID = 77;

export interface GitlabNote { id: number; body: string; author: number; system: boolean }

export interface GitlabServer extends ForgeServer {
  readonly notes: GitlabNote[];
  readonly statuses: Readonly<Record<string, unknown>>[];
  readonly merge: { sha: string; state: string; target_branch: string };
  readonly others: { readonly iid: number; readonly sha: string; readonly target_branch: string }[];
  /** Commits that are not of the target's history since the merge request was made. */
  readonly apart: Set<string>;
  /** The token has the right to read alone. */
  mayWrite: boolean;
}

const GONE = { status: 404, body: { message: "404 Not found" } };
const FORBIDDEN = { status: 403, body: { message: "403 Forbidden" } };

const text = (value: unknown): string => (typeof value === "string" ? value : "");

const shownNote = ({ id, body, author, system }: GitlabNote): object => ({ id, body, system, author: { id: author, username: `u${author}` } });

const problemOf = (body: string): Reply | null =>
  (body === "" || [...body].length > 1_000_000 ? { status: 400, body: { message: { note: ["is too long (maximum is 1000000 characters)"] } } } : null);

const NOTES = /^\/projects\/12\/merge_requests\/7\/notes$/;
const NOTE = /^\/projects\/12\/merge_requests\/7\/notes\/(\d+)$/;

const routes = (server: () => GitlabServer): readonly Route[] => {
  const touch = (id: string, act: (note: GitlabNote) => Reply): Reply => {
    const note = server().notes.find((one) => one.id === Number(id));
    if (note === undefined) return GONE;
    if (!server().mayWrite) return FORBIDDEN;
    if (note.author !== SELF_ID) server().wrong.push(`note ${id} is another user's`);
    return act(note);
  };
  return [
    ["GET", /^\/user$/, () => ({ status: 200, body: { id: SELF_ID, username: `u${SELF_ID}` } })],
    ["GET", /^\/projects\/12\/merge_requests\/7$/, () => ({ status: 200, body: { iid: 7, ...server().merge, source_project_id: 12,
      target_project_id: 12, diff_refs: { start_sha: "d".repeat(40) } } })],
    ["GET", /^\/projects\/12\/merge_requests$/, (asked) => pageOf([{ iid: 7, ...server().merge }, ...server().others], asked, 20)],
    ["GET", /^\/projects\/12\/repository\/branches\/(.+)$/, (_, name) => ({ status: 200, body: { name, commit: { id: "e".repeat(40) } } })],
    ["GET", /^\/projects\/12\/repository\/merge_base$/, ({ url }) => {
      const [earlier = "", later = ""] = url.searchParams.getAll("refs[]");
      const isApart = server().apart.has(earlier) || server().apart.has(later);
      return { status: 200, body: { id: isApart ? "0".repeat(40) : earlier } };
    }],
    ["GET", NOTES, (asked) => pageOf(server().notes.map(shownNote), asked, 20)],
    ["POST", NOTES, ({ body }) => {
      if (!server().mayWrite) return FORBIDDEN;
      const problem = problemOf(text(body["body"]));
      if (problem !== null) return problem;
      const made = { id: 1 + Math.max(0, ...server().notes.map(({ id }) => id)), body: text(body["body"]).trim(), author: SELF_ID, system: false };
      server().notes.push(made);
      return { status: 201, body: shownNote(made) };
    }],
    ["PUT", NOTE, ({ body }, id = "") => touch(id, (note) => {
      note.body = text(body["body"]).trim();
      return { status: 200, body: shownNote(note) };
    })],
    ["DELETE", NOTE, (_, id = "") => touch(id, (note) => {
      server().notes.splice(server().notes.indexOf(note), 1);
      return { status: 204 };
    })],
    ["POST", /^\/projects\/12\/statuses\/([0-9a-f]{40})$/, ({ body }, sha) => {
      const state = text(body["state"]);
      if (!["pending", "running", "success", "failed", "canceled", "skipped"].includes(state)) return { status: 400, body: { error: "state" } };
      if (server().statuses.at(-1)?.["state"] === state) {
        return { status: 400, body: { message: `Cannot transition status via :run from :${state} (Reason(s): Status cannot transition via "run")` } };
      }
      server().statuses.push({ sha, ...body });
      return { status: 201, body: {} };
    }],
  ];
};

const check = ({ headers, method, text: sent }: AskedRequest): Reply | null => {
  if (headers["private-token"] !== GITLAB_TOKEN) return { status: 401, body: { message: "401 Unauthorized" } };
  return method !== "GET" && sent !== "" && !headers["content-type"]?.startsWith("application/json")
    ? { status: 415, body: { error: "The provided content-type is not supported." } } : null;
};

export const startGitlab = async (): Promise<GitlabServer> => {
  const found: { server?: GitlabServer } = {};
  const server = (): GitlabServer => found.server as GitlabServer;
  const started = await startForge(routes(server), check, { prefix: "/api/v4" });
  found.server = { ...started, notes: [], statuses: [], merge: { sha: GITLAB_HEAD, state: "opened", target_branch: "main" }, others: [], apart: new Set(), mayWrite: true };
  return found.server;
};
