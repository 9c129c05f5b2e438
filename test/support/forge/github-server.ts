/** The part of GitHub's interface that a review is posted by, with its limits. */
import { pageOf, startForge, type AskedRequest, type ForgeServer, type Reply, type Route, type ServerIdentity } from "./server.ts";

export const TOKEN = "ghs_SECRETSECRETSECRETSECRETSECRET1234";
export const HEAD = "a".repeat(40);
export const BASE = "b".repeat(40);
export const SELF = "github-actions[bot]";

export interface GithubComment { id: number; body: string; author: string; isMinimized: boolean }

interface GithubAnnotation { readonly path: string; readonly start_line: number; readonly end_line: number;
  readonly annotation_level: string; readonly message: string; readonly title: string }
interface CheckRun { id: number; external_id: string; status: string; conclusion: string | null; head_sha: string;
  name: string; title: string; annotations: GithubAnnotation[] }

export interface GithubServer extends ForgeServer {
  readonly comments: GithubComment[];
  readonly statuses: Readonly<Record<string, unknown>>[];
  readonly runs: CheckRun[];
  readonly pull: { head: string; base: string; branch: string; state: string; isFromFork: boolean };
  /** Other open pull requests. */
  readonly others: { readonly number: number; readonly head: string; readonly branch: string }[];
  /** The newest commit of every branch; null: that of `pull.base`. */
  newest: string | null;
  /** Commits from before `pull.base`, and of another history. All others are between it and the newest. */
  readonly before: Set<string>;
  readonly apart: Set<string>;
  /** What a file is at a commit: `COMMIT:PATH`. */
  readonly files: Map<string, string>;
  /** What the token may not write: `comments`, `statuses`, `check-runs`. */
  readonly forbidden: Set<string>;
  /** As long as it is set, lists do not show what was made later. */
  lag: number | null;
}

const TOO_LONG = { status: 422, body: { message: "Validation Failed", errors: [
  { resource: "IssueComment", code: "unprocessable", field: "data", message: "Body is too long (maximum is 65536 characters)" }] } };
const NOT_ACCESSIBLE = { status: 403, body: { message: "Resource not accessible by integration",
  documentation_url: "https://docs.github.com/rest", status: "403" } };
const GONE = { status: 404, body: { message: "Not Found", status: "404" } };

const invalid = (message: string): Reply => ({ status: 422, body: { message: "Validation Failed", errors: [{ message }] } });

const text = (value: unknown): string => (typeof value === "string" ? value : "");

const shownComment = ({ id, body, author }: GithubComment): object => ({ id, node_id: `IC_${id}`, body,
  user: { login: author, type: author.endsWith("[bot]") ? "Bot" : "User" } });

const bodyProblem = (body: string): Reply | null => {
  if ([...body].length > 65_536 || Buffer.byteLength(body) > 262_144) return TOO_LONG;
  return body === "" ? invalid("body is blank") : null;
};

const commentRoutes = (server: () => GithubServer): readonly Route[] => {
  const known = (id: string): GithubComment | undefined => server().comments.find((one) => one.id === Number(id));
  const touch = (id: string, act: (comment: GithubComment) => Reply): Reply => {
    const comment = known(id);
    if (server().forbidden.has("comments")) return NOT_ACCESSIBLE;
    if (comment === undefined) return GONE;
    if (comment.author !== SELF) server().wrong.push(`comment ${id} is ${comment.author}'s`);
    return act(comment);
  };
  return [
    ["GET", /^\/repos\/o\/r\/issues\/7\/comments$/, (asked) => {
      const { comments, lag } = server();
      return pageOf(comments.filter(({ id }) => lag === null || id <= lag).map(shownComment), asked);
    }],
    ["POST", /^\/repos\/o\/r\/issues\/7\/comments$/, ({ body }) => {
      const { comments, forbidden } = server();
      if (forbidden.has("comments")) return NOT_ACCESSIBLE;
      const problem = bodyProblem(text(body["body"]));
      if (problem !== null) return problem;
      const made = { id: 1 + Math.max(0, ...comments.map(({ id }) => id)), body: text(body["body"]), author: SELF, isMinimized: false };
      comments.push(made);
      return { status: 201, body: shownComment(made) };
    }],
    ["PATCH", /^\/repos\/o\/r\/issues\/comments\/(\d+)$/, ({ body }, id = "") => touch(id, (comment) => {
      const problem = bodyProblem(text(body["body"]));
      if (problem !== null) return problem;
      comment.body = text(body["body"]);
      return { status: 200, body: shownComment(comment) };
    })],
    ["DELETE", /^\/repos\/o\/r\/issues\/comments\/(\d+)$/, (_, id = "") => touch(id, (comment) => {
      server().comments.splice(server().comments.indexOf(comment), 1);
      return { status: 204 };
    })],
    ["POST", /^\/graphql$/, ({ body }) => {
      if (/viewer/.test(text(body["query"]))) return { status: 200, body: { data: { viewer: { login: SELF } } } };
      const { ids } = body["variables"] as { readonly ids: readonly string[] };
      return { status: 200, body: { data: { nodes: ids.map((node) => {
        const comment = known(node.replace("IC_", ""));
        return comment === undefined ? null : { id: node, isMinimized: comment.isMinimized };
      }) } } };
    }],
  ];
};

const annotationProblem = ({ path, start_line: from, end_line: to, annotation_level: level, message, title }: GithubAnnotation): string | null => {
  if (typeof path !== "string" || path === "" || path.startsWith("/")) return `path ${path}`;
  if (!Number.isInteger(from) || from < 1 || from > 2 ** 31 || from !== to) return `start_line ${from}`;
  if (!["notice", "warning", "failure"].includes(level)) return `annotation_level ${level}`;
  return message === "" || Buffer.byteLength(message) > 65_536 || title.length > 255 ? "message or title" : null;
};

const outputOf = ({ body }: AskedRequest): Reply | { title: string; annotations: GithubAnnotation[] } => {
  const { title = "", summary = "", annotations = [] } = body["output"] as {
    readonly title?: string; readonly summary?: string; readonly annotations?: GithubAnnotation[] };
  if (title === "" || summary === "" || summary.length > 65_535) return invalid("title and summary");
  if (annotations.length > 50) return invalid("No more than 50 annotations per request");
  const problem = annotations.map(annotationProblem).find((one) => one !== null);
  return problem === undefined || problem === null ? { title, annotations } : invalid(problem);
};

const checkRoutes = (server: () => GithubServer): readonly Route[] => {
  const stage = ({ body }: AskedRequest): { status: string; conclusion: string | null } =>
    ({ status: text(body["status"]), conclusion: body["conclusion"] === undefined ? null : text(body["conclusion"]) });
  return [
    ["POST", /^\/repos\/o\/r\/statuses\/([0-9a-f]{40})$/, ({ body }, sha) => {
      if (server().forbidden.has("statuses")) return NOT_ACCESSIBLE;
      if (text(body["description"]).length > 140) return invalid("description is too long");
      if (!["error", "failure", "pending", "success"].includes(text(body["state"]))) return invalid("state");
      server().statuses.push({ sha, ...body });
      return { status: 201, body: {} };
    }],
    ["GET", /^\/repos\/o\/r\/commits\/([0-9a-f]{40})\/check-runs$/, ({ url }, sha) => {
      const found = server().runs.filter((one) => one.head_sha === sha && one.name === url.searchParams.get("check_name"));
      return { status: 200, body: { total_count: found.length, check_runs: found } };
    }],
    ["POST", /^\/repos\/o\/r\/check-runs$/, (asked) => {
      if (server().forbidden.has("check-runs")) return NOT_ACCESSIBLE;
      const output = outputOf(asked);
      if ("status" in output) return output;
      const run = { id: server().runs.length + 1, external_id: text(asked.body["external_id"]), name: text(asked.body["name"]),
        head_sha: text(asked.body["head_sha"]), ...stage(asked), ...output };
      server().runs.push(run);
      return { status: 201, body: run };
    }],
    ["PATCH", /^\/repos\/o\/r\/check-runs\/(\d+)$/, (asked, id) => {
      const run = server().runs.find((one) => one.id === Number(id));
      const output = outputOf(asked);
      if ("status" in output) return output;
      if (run === undefined) return GONE;
      Object.assign(run, stage(asked), { title: output.title });
      run.annotations.push(...output.annotations);
      return { status: 200, body: run };
    }],
  ];
};

const changeRoutes = (server: () => GithubServer): readonly Route[] => [
  ["GET", /^\/repos\/o\/r\/pulls\/7$/, () => {
    const { head, base, branch, state, isFromFork } = server().pull;
    return { status: 200, body: { number: 7, state, head: { sha: head, repo: { id: isFromFork ? 2 : 1 } },
      base: { sha: base, ref: branch, repo: { id: 1 } } } };
  }],
  ["GET", /^\/repos\/o\/r\/pulls$/, (asked) => {
    const { pull, others } = server();
    const all = [...pull.state === "open" ? [{ ...pull, number: 7 }] : [], ...others];
    return pageOf(all.map(({ number, head, branch }) => ({ number, head: { sha: head }, base: { ref: branch } })), asked);
  }],
  ["GET", /^\/repos\/o\/r\/git\/ref\/(.+)$/, (_, ref) => ({ status: 200, body: { ref: `refs/${ref}`, object: { type: "commit",
    sha: server().newest ?? server().pull.base } } })],
  ["GET", /^\/repos\/o\/r\/compare\/([0-9a-f]{40})\.\.\.([0-9a-f]{40})$/, (_, from = "", to = "") => {
    const { before, apart } = server();
    const way = before.has(to) ? "behind" : "ahead";
    if (from === to) return { status: 200, body: { status: "identical" } };
    return { status: 200, body: { status: apart.has(from) || apart.has(to) ? "diverged" : way } };
  }],
  ["GET", /^\/repos\/o\/r\/pulls\/(\d+)$/, () => GONE],
  ["GET", /^\/repos\/o\/r\/contents\/(.+)$/, ({ url }, path) => {
    const sha = server().files.get(`${url.searchParams.get("ref")}:${path}`);
    return sha === undefined ? GONE : { status: 200, body: { type: "file", path, sha } };
  }],
];

const check = ({ headers, method, url }: AskedRequest): Reply | null => {
  if (headers.authorization !== `token ${TOKEN}`) return { status: 401, body: { message: "Bad credentials" } };
  if (!headers["user-agent"]?.startsWith("vexor/")) return { status: 403, body: { message: "Request forbidden by administrative rules" } };
  if (!headers.accept?.includes("json")) return { status: 415, body: { message: "Unsupported 'Accept' header" } };
  const isList = method === "GET" && url.pathname.endsWith("/comments");
  return isList && url.searchParams.get("per_page") !== "100" ? { status: 400, body: { message: "not in pages of 100" } } : null;
};

export const startGithub = async (tls: ServerIdentity | null = null): Promise<GithubServer> => {
  const found: { server?: GithubServer } = {};
  const server = (): GithubServer => found.server as GithubServer;
  const started = await startForge([...commentRoutes(server), ...checkRoutes(server), ...changeRoutes(server)], check, { tls });
  found.server = { ...started, comments: [], statuses: [], runs: [], files: new Map(), forbidden: new Set(), lag: null,
    others: [], newest: null, before: new Set(), apart: new Set(), pull: { head: HEAD, base: BASE, branch: "main", state: "open", isFromFork: false } };
  return found.server;
};
