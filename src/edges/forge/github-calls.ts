/** Calls of GitHub's interface, of one repository. */
import { wrongForm } from "./answer-form.ts";
import { forgeError } from "./forge-errors.ts";
import type { ForgeSettings } from "./forge-settings.ts";
import { octokitFor, type GithubClient, type OctokitSettings } from "./octokit.ts";

const PERMISSIONS = "The job needs permissions: pull-requests: write, statuses: write and "
  + "checks: write. A pull request from a fork never has them: post in a workflow of its own, as "
  + "docs/review.md says.";
const HINTS = { 401: "GITHUB_TOKEN is not a valid token of this server.", 403: PERMISSIONS,
  404: `There is none, or the token may not see it. ${PERMISSIONS}` };

export interface GithubPlace extends Pick<ForgeSettings, "project" | "token" | "announced">,
  OctokitSettings {}

/** A failed answer is an error of ours. */
export interface GithubCalls {
  readonly octokit: GithubClient;
  readonly at: { readonly owner: string; readonly repo: string };
  readonly page: string | null;
  /** `what`, for people: what is asked for. */
  ask<T>(what: string, call: () => Promise<T>): Promise<T>;
}

export const callsTo = (place: GithubPlace): GithubCalls => {
  const [owner = "", repo = ""] = place.project.split("/");
  return {
    octokit: octokitFor(place), at: { owner, repo }, page: place.announced.page,
    ask: async (what, call) => {
      try {
        return await call();
      } catch (caught) {
        // Of what fetch throws, Octokit makes errors of its own: this is of reading the answer.
        const error = caught instanceof TypeError ? wrongForm() : caught;
        throw forgeError(error, { forge: "GitHub", what, token: place.token, hints: HINTS });
      }
    },
  };
};
