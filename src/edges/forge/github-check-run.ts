/**
 * Notes at lines, as a check run. GitHub takes fifty at once, and adds those of each request to the
 * ones before: so a report that is there already is not sent again.
 */
import type { LineNote, LineReport, VerdictState } from "../../ports/forge.ts";
import type { GithubCalls } from "./github-calls.ts";

const NAME = "vexor review";
const BATCH = 50;

const CONCLUSIONS = { success: "success", failure: "failure", error: "failure" } as const satisfies
  Record<VerdictState, string>;

const annotationOf = ({ path, line, level, title, text }: LineNote) => ({
  path, start_line: line, end_line: line, annotation_level: level, title, message: text,
});

const isThere = async (
  { octokit, at }: GithubCalls, commit: string, digest: string,
): Promise<boolean> => {
  const { data } = await octokit.request("GET /repos/{owner}/{repo}/commits/{ref}/check-runs",
    { ...at, ref: commit, check_name: NAME, filter: "latest", per_page: 100 });
  return data.check_runs.some((one) => one.external_id === digest && one.status === "completed");
};

const batchesOf = (notes: readonly LineNote[]): readonly (readonly LineNote[])[] =>
  Array.from({ length: Math.max(1, Math.ceil(notes.length / BATCH)) },
    (_, at) => notes.slice(at * BATCH, (at + 1) * BATCH));

/** It is completed with its last batch: one that was cut off is made anew. */
export const reportToGithub = async (
  calls: GithubCalls, commit: string, report: LineReport,
): Promise<void> => {
  const { octokit, at, page } = calls;
  if (await isThere(calls, commit, report.digest)) return;
  const batches = batchesOf(report.notes);
  const stageOf = (batch: number) => (batch < batches.length - 1
    ? { status: "in_progress" as const }
    : { status: "completed" as const, conclusion: CONCLUSIONS[report.state] });
  const outputOf = (batch: number) => ({ title: report.text, summary: report.summary,
    annotations: (batches[batch] ?? []).map(annotationOf) });
  const { data: { id } } = await octokit.request("POST /repos/{owner}/{repo}/check-runs", {
    ...at, name: NAME, head_sha: commit, external_id: report.digest, ...stageOf(0),
    output: outputOf(0), ...(page === null ? {} : { details_url: page }) });
  for (let batch = 1; batch < batches.length; batch++) {
    await octokit.request("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}",
      { ...at, check_run_id: id, ...stageOf(batch), output: outputOf(batch) });
  }
};
