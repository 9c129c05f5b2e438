/** A source, a revision and a verdict, as text and as one document. */
import type { SourceSettings } from "../engine/settings/agent-settings.ts";
import { formatPlaced } from "../engine/model/errors.ts";
import type { Action } from "../engine/model/model.ts";
import { quote, withoutSecrets } from "../formats/quote.ts";
import type { AcceptedCommit } from "../engine/source/accepted.ts";
import type { Commit } from "../engine/source/git-objects.ts";
import type { SourcePolicy, FetchedRevision, ProofVerdict,
  VerifiedRevision } from "../engine/source/types.ts";
import { formatTime, formatWhen } from "../engine/model/time.ts";
import { totals } from "./plan.ts";
import { plural, printableLine, type Style } from "./style.ts";

type SourceStatus = ProofVerdict & {
  readonly settings: SourceSettings;
  readonly policy: SourcePolicy;
  readonly accepted: AcceptedCommit | null;
  readonly seen: FetchedRevision | null;
  readonly now: Date;
};

const when = (at: string | number, now: Date): string => formatWhen(at, now.getTime());

const line = (label: string, value: string): string => `${label.padEnd(11)}${value}\n`;

const acceptedText = ({ accepted, policy, now }: SourceStatus): string => {
  if (policy.kind === "directory") return "";
  const pin = policy.pin === null ? "nothing yet, and no pin" : `nothing yet; pinned ${policy.pin}`;
  if (accepted === null) return line("Accepted", pin);
  const { why, signer } = accepted;
  return line("Accepted", accepted.accepted)
    + line("", `${when(accepted.at, now)} by ${printableLine(accepted.by)}`
      + (signer === null ? "" : `, signed by ${printableLine(signer)}`)
      + (why === null ? "" : `: ${quote(why, 200)}`));
};

const following = ({ added }: VerifiedRevision): string =>
  (added === 0 ? "the accepted one" : `${plural(added, "commit")} after the accepted one`);

const commitText = (verified: VerifiedRevision, now: Date): string => {
  const { subject, author, committedAt, signer } = verified;
  if (committedAt === null) return "";
  return line("", `${subject}, committed ${when(committedAt, now)}, ${following(verified)}`)
    + (author === null ? "" : line("", `by ${printableLine(author)}`))
    + (signer === null ? "" : line("", `signed by ${printableLine(signer)}`));
};

/** What could be fetched is named, also where nothing more can be said of it. */
const seenText = ({ seen, refused, now }: SourceStatus): string => {
  if (seen !== null) return line("Seen", `${seen.id}, fetched ${when(seen.at, now)}`);
  const commit = refused?.commit;
  return commit ? line("Seen", [commit.id, commit.subject ?? ""].join(" ").trim()) : "";
};

/** `vexor source show`. */
export const renderSource = (status: SourceStatus, style: Style): string => {
  const { settings, verified, refused, now } = status;
  const where = settings.url === null ? settings.directory ?? ""
    : `${withoutSecrets(settings.url)}, branch ${settings.branch}, signatures: `
      + settings.signatures;
  return line("Source", where) + line("Host file", settings.path) + acceptedText(status)
    + seenText(status)
    + (verified === null ? "" : commitText(verified, now) + line("Counts", style.green("yes")))
    + (verified?.alarms ?? []).map(({ code, message }) =>
      line("Alarm", style.yellow(`${message} (${code})`))).join("")
    + (refused === null ? "" : line("Refused", style.red(printableLine(
      `${formatPlaced(refused)} (${refused.code})`))) + line("", printableLine(refused.hint)));
};

export const sourceDocument = (status: SourceStatus): unknown => {
  const { settings, policy, accepted, seen, verified, refused } = status;
  const { loaded, ...said } = verified ?? { loaded: null };
  const { url, directory, branch, path, signatures } = settings;
  return {
    format: "vexor.source-status/1", url, directory, branch, path, signatures, pin: policy.pin,
    accepted, seen: seen === null ? null : { id: seen.id, at: seen.at },
    verified: loaded === null ? null : { ...said, files: loaded.sources.map(({ file }) => file) },
    refused: refused === null ? null : { code: refused.code, message: refused.message,
      hint: refused.hint, place: refused.place, commit: refused.commit },
  };
};

/** `vexor source check`. */
export const renderVerified = (
  verified: VerifiedRevision, summary: Readonly<Record<Action, number>>,
): string => {
  const { commit, subject, signer, loaded, alarms } = verified;
  const what = commit === null ? "The directory is valid" : `Commit ${commit} is valid`;
  const rest = commit === null ? "" : `: ${subject}, ${following(verified)}, `
    + (signer === null ? "signature not asked" : `signed by ${printableLine(signer)}`);
  return `${what}${rest}.\n${loaded.sources.map(({ file }) => file).join(", ")}: for `
    + `${loaded.declaration.host}.\nPlan: ${totals({ summary })}.\n`
    + alarms.map(({ code, message }) => `Alarm: ${message} (${code})\n`).join("");
};

/** What the operator is asked to accept. */
export const renderCommit = (
  id: string, commit: Commit | null, signer: string, accepted: AcceptedCommit | null,
): string => {
  const said = commit === null ? "not fetched yet: nothing is known of it"
    : `${quote(commit.subject)}, committed ${formatTime(commit.committedAt * 1000)}, `
      + printableLine(signer);
  return `${id}: ${said}\n`
    + `Accepted so far: ${accepted === null ? "none" : accepted.accepted}`;
};
