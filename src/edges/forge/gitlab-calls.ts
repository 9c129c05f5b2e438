/**
 * Calls of GitLab's interface. gitlab.com often limits without a header that says for how long, and
 * with a page in the place of an answer: then the pause grows with each try.
 */
import { listIn } from "./answer-form.ts";
import { forgeError, type FailedCall } from "./forge-errors.ts";
import { boundedFetch, USER_AGENT, type FetchLimits } from "./bounded-fetch.ts";

const TRIES = 4;
const LONGEST_WAIT_S = 120;
/** Without a word of how long it takes: GitLab counts requests by the minute. */
const LIMITED_S = 60;

export interface GitlabAccess extends FetchLimits {
  readonly token: string;
  /** How long a second of a wait is, in ms. */
  readonly secondMs?: number;
}

export interface GitlabRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below the address of the interface, or whole. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

interface GitlabReply {
  readonly data: unknown;
  readonly headers: Headers;
}

export interface GitlabCalls {
  send(what: string, request: GitlabRequest): Promise<GitlabReply>;
  /** `form` reads the answer, and throws RefusedAnswer. */
  read<T>(what: string, path: string, form: (data: unknown) => T): Promise<T>;
  /** Of every page, one after the other. */
  pages(what: string, path: string): AsyncGenerator<readonly unknown[]>;
}

class GitlabAnswer extends Error {
  readonly status: number;
  readonly response: { readonly data: unknown; readonly headers: Headers };

  constructor(status: number, response: GitlabReply) {
    super(`GitLab answers ${status}`);
    this.status = status;
    this.response = response;
  }
}

const HINTS = {
  401: "VEXOR_GITLAB_TOKEN is not a valid token of this server.",
  403: "The token needs the scope api and the role Reporter; for a status, Developer.",
  404: "There is none, or the token may not see it: it needs the scope api.",
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const secondsOf = (headers: Headers): number | null => {
  const after = headers.get("retry-after");
  if (after !== null && /^\d{1,6}$/.test(after)) return Number(after);
  const reset = headers.get("ratelimit-reset");
  if (reset === null || !/^\d{1,12}$/.test(reset)) return null;
  return Math.max(1, Number(reset) - Math.floor(Date.now() / 1000));
};

/**
 * Null: it is not tried again. What makes a comment is sent again only where it was surely not
 * taken, for GitLab would make a second one.
 */
const pauseBefore = (tries: number, method: string, error: unknown): number | null => {
  if (tries >= TRIES) return null;
  const isAnswer = error instanceof GitlabAnswer;
  if (isAnswer && error.status === 429) {
    const seconds = secondsOf(error.response.headers) ?? LIMITED_S;
    return seconds <= LONGEST_WAIT_S ? seconds : null;
  }
  const isFinal = (isAnswer && error.status < 500) || (error as Error).name === "AbortError";
  return isFinal || method === "POST" ? null : tries ** 2;
};

const elapse = (ms: number): Promise<void> => new Promise((resolve) => {
  setTimeout(resolve, ms);
});

const NEXT = /<([^<>]+)>;\s*rel="next"/;

export const gitlabCalls = (access: GitlabAccess): GitlabCalls => {
  const { api, token, secondMs = 1000, signal } = access;
  const ask = boundedFetch(access);
  const once = async ({ method, path, body }: GitlabRequest): Promise<GitlabReply> => {
    const answer = await ask(path.startsWith("/") ? api + path : path, { method,
      headers: { "private-token": token, "user-agent": USER_AGENT,
        "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const reply = { data: jsonOf(await answer.text()), headers: answer.headers };
    if (answer.ok) return reply;
    throw new GitlabAnswer(answer.status, reply);
  };
  const failureOf = (what: string): FailedCall => ({ forge: "GitLab", what, token, hints: HINTS });
  const send = async (what: string, request: GitlabRequest): Promise<GitlabReply> => {
    for (let tries = 1; ; tries++) {
      try {
        return await once(request);
      } catch (error) {
        const seconds = signal.aborted ? null : pauseBefore(tries, request.method, error);
        if (seconds === null) throw forgeError(error, failureOf(what));
        await elapse(seconds * secondMs);
      }
    }
  };
  const formed = <T>(what: string, data: unknown, form: (data: unknown) => T): T => {
    try {
      return form(data);
    } catch (error) {
      throw forgeError(error, failureOf(what));
    }
  };
  const read: GitlabCalls["read"] = async (what, path, form) =>
    formed(what, (await send(what, { method: "GET", path })).data, form);
  return { send, read, pages: async function* pages(what, path) {
    for (let next: string | undefined = path; next !== undefined;) {
      const { data, headers } = await send(what, { method: "GET", path: next });
      yield formed(what, data, listIn);
      [, next] = NEXT.exec(headers.get("link") ?? "") ?? [];
    }
  } };
};

/** Whether an error of a call says that what it is about is gone. */
export const isGone = (error: unknown): boolean =>
  / answers 404\b/.test((error as Error).message);
