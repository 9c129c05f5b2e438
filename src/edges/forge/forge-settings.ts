/**
 * What the jobs of GitHub and GitLab say in their environment, and the token: it comes from there
 * and from nowhere else, and goes to the forge's own address alone.
 */
import { VexorError } from "../../engine/model/errors.ts";
import { quote } from "../../formats/quote.ts";
import type { Announced } from "../../ports/forge.ts";
import { partOf } from "./untyped.ts";

export type JobEnvironment = Readonly<Record<string, string | undefined>>;

export interface ForgeSettings {
  /** The address of its interface, without a slash at its end. */
  readonly api: string;
  readonly token: string;
  /** `owner/name` on GitHub, a number on GitLab. */
  readonly project: string;
  readonly announced: Announced;
  /** Certificates that its server is known by, beside the machine's own. */
  readonly caFile: string | null;
  /** The job runs on the forge itself, which shows how it ends. */
  readonly isOwnJob: boolean;
}

/** Set to nothing is not set. */
const valueIn = (env: JobEnvironment, name: string): string | null => env[name] || null;

const unset = (message: string, hint: string): VexorError =>
  new VexorError("FORGE_UNSET", message, { hint });

const needed = (env: JobEnvironment, name: string, form: RegExp, hint: string): string => {
  const value = valueIn(env, name);
  if (value === null) throw unset(`${name} is not set`, hint);
  if (form.test(value)) return value;
  throw unset(`${name} is not of the form that is wanted`, hint);
};

const TOKEN = /^[\x21-\x7e]{1,4096}$/;
const ALLOWED = /^https:\/\/|^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/;

const apiOf = (text: string, name: string): string => {
  const url = text.replace(/\/+$/, "");
  if (ALLOWED.test(url) && URL.canParse(url) && !/[@?#]/.test(url)) return url;
  throw unset(`${name} is ${quote(text)}`, "It is an https URL, without a user and a query: a "
    + "token goes there.");
};

const numberOf = (value: unknown): number | null => {
  const number = typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number > 0 ? number : null;
};

const commitOf = (value: unknown): string | null =>
  (typeof value === "string" && /^[0-9a-f]{40}$/.test(value) ? value : null);

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

const parsed = (text: string | null): unknown => {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
};

const PAGE = /^https:\/\/[A-Za-z0-9.:-]+\/[A-Za-z0-9._~/-]+$/;

const pageOf = (text: string): string | null => (PAGE.test(text) ? text : null);

/** `workflow_run`: another workflow has made the review, of a change that may be a stranger's. */
const announcedOf = (event: unknown, run: string): Announced => {
  const other = partOf(event, "workflow_run");
  if (other !== undefined) {
    return { number: null, head: commitOf(partOf(other, "head_sha")),
      // A branch may follow.
      workflow: (textOf(partOf(other, "path")) ?? "").replace(/@.*$/s, ""),
      page: pageOf(textOf(partOf(other, "html_url")) ?? "") };
  }
  const change = partOf(event, "pull_request");
  return { number: numberOf(partOf(change, "number")), workflow: null, page: pageOf(run),
    head: commitOf(partOf(partOf(change, "head"), "sha")) };
};

/** `readEvent` reads what GITHUB_EVENT_PATH names. Throws FORGE_UNSET. */
export const githubSettings = (
  env: JobEnvironment, readEvent: (path: string) => string | null,
): ForgeSettings => {
  const path = valueIn(env, "GITHUB_EVENT_PATH");
  const project = needed(env, "GITHUB_REPOSITORY", /^[A-Za-z0-9._-]{1,100}\/[A-Za-z0-9._-]{1,100}$/,
    "It is OWNER/NAME, as GitHub's own jobs have it.");
  const server = valueIn(env, "GITHUB_SERVER_URL") ?? "https://github.com";
  return {
    api: apiOf(valueIn(env, "GITHUB_API_URL") ?? "https://api.github.com", "GITHUB_API_URL"),
    token: needed(env, "GITHUB_TOKEN", TOKEN,
      "Give it to the step: env: GITHUB_TOKEN: ${{ github.token }}"),
    project, caFile: valueIn(env, "SSL_CERT_FILE"), isOwnJob: false,
    announced: announcedOf(parsed(path === null ? null : readEvent(path)),
      `${server}/${project}/actions/runs/${valueIn(env, "GITHUB_RUN_ID") ?? ""}`),
  };
};

/** Throws FORGE_UNSET. */
export const gitlabSettings = (env: JobEnvironment): ForgeSettings => ({
  api: apiOf(valueIn(env, "CI_API_V4_URL") ?? "", "CI_API_V4_URL"),
  token: needed(env, "VEXOR_GITLAB_TOKEN", TOKEN, "It is an access token of the project with the "
    + "scope api: a job's own token cannot comment."),
  project: needed(env, valueIn(env, "CI_MERGE_REQUEST_PROJECT_ID") === null ? "CI_PROJECT_ID"
    : "CI_MERGE_REQUEST_PROJECT_ID", /^\d{1,15}$/, "It is the project's number."),
  caFile: valueIn(env, "CI_SERVER_TLS_CA_FILE") ?? valueIn(env, "SSL_CERT_FILE"),
  isOwnJob: valueIn(env, "GITLAB_CI") !== null,
  announced: { number: numberOf(valueIn(env, "CI_MERGE_REQUEST_IID")), workflow: null,
    page: pageOf(valueIn(env, "CI_JOB_URL") ?? ""),
    head: commitOf(valueIn(env, "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA")
      ?? valueIn(env, "CI_COMMIT_SHA")) },
});
