/** A forge, as GitHub and GitLab are: where a change is discussed, and what is said of it there. */

export const FORGES = ["github", "gitlab"] as const;
export type ForgeName = (typeof FORGES)[number];

/** A pull request or merge request, as the forge tells of it. */
export interface ForgeChange {
  /** Its newest commit. */
  readonly head: string;
  /** The branch that it is merged into. */
  readonly branch: string;
  /** Of that branch, the newest commit when the change was made or had its newest commit. */
  readonly base: string;
  readonly isOpen: boolean;
  /** It comes from another repository than it is merged into. */
  readonly isFromFork: boolean;
}

/** A comment of this program's own account that readers see: no stranger's, and none is hidden. */
export interface OwnComment {
  readonly id: string;
  readonly body: string;
}

/** `success`: may be merged. `error`: there is no verdict. */
export type VerdictState = "success" | "failure" | "error";

export interface CommitStatus {
  readonly state: VerdictState;
  /** 140 characters at most. */
  readonly text: string;
}

export interface LineNote {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly level: "notice" | "warning" | "failure";
  readonly title: string;
  readonly text: string;
}

export interface LineReport extends CommitStatus {
  /** Markdown. */
  readonly summary: string;
  readonly notes: readonly LineNote[];
  /** Of all of it: the same report is not made twice. */
  readonly digest: string;
}

/** What the job that runs this says of itself. None of it is a secret. */
export interface Announced {
  /** The change that it runs for; null where it does not say. */
  readonly number: number | null;
  /** The commit that it runs for. */
  readonly head: string | null;
  /** The workflow that has made the review, where that is another than this one. */
  readonly workflow: string | null;
  /** The page of the run whose artifacts hold the report. */
  readonly page: string | null;
}

/** Every call rejects with FORGE_REFUSED or FORGE_SILENT. */
export interface Forge {
  /** For people. */
  readonly name: string;
  readonly announced: Announced;
  change(number: number): Promise<ForgeChange>;
  /** The newest commit of a branch. */
  newestOf(branch: string): Promise<string>;
  /** Whether `later` is `earlier`, or builds on it. */
  buildsOn(later: string, earlier: string): Promise<boolean>;
  /** Numbers of open changes that would merge the same commit into another branch. */
  changesElsewhere(head: string, branch: string): Promise<readonly number[]>;
  ownComments(
    number: number, isWanted: (body: string) => boolean,
  ): Promise<readonly OwnComment[]>;
  createComment(number: number, body: string): Promise<void>;
  /** False: it is gone. */
  updateComment(number: number, id: string, body: string): Promise<boolean>;
  deleteComment(number: number, id: string): Promise<void>;
  /** Null where the job itself is the status. */
  readonly setStatus: ((commit: string, status: CommitStatus) => Promise<void>) | null;
  /** Null where the forge takes an artifact in place of it. */
  readonly reportLines: ((commit: string, report: LineReport) => Promise<void>) | null;
  /** What names the content of a file; null where there is none. */
  fileId(commit: string, path: string): Promise<string | null>;
}
