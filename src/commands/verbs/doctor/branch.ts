/** What the server answers, and whether the branch's newest commit would be valid on this host. */
import { policyOf, type SourceSettings } from "../../../engine/settings/agent-settings.ts";
import { asVexorError, type ErrorCode, type VexorError } from "../../../engine/model/errors.ts";
import { withoutSecrets } from "../../../formats/quote.ts";
import { anchorOf, type AcceptedCommit } from "../../../engine/source/accepted.ts";
import { checkProof, judge } from "../../../engine/source/check-proof.ts";
import { readCommit } from "../../../engine/source/git-objects.ts";
import type { SourcePolicy, Proof, FetchedRevision,
  VerifiedRevision } from "../../../engine/source/types.ts";
import type { OpenSource } from "../../shared/context.ts";
import { fine, finding, hidden, unknown, warning, type DoctorCheck } from "./check.ts";

interface Branch {
  readonly settings: SourceSettings;
  readonly policy: SourcePolicy;
  readonly accepted: AcceptedCommit | null;
  readonly opened: OpenSource;
  readonly now: Date;
}

const FORWARD: ReadonlySet<ErrorCode> =
  new Set(["SOURCE_REWRITTEN", "SOURCE_UNPINNED", "SOURCE_LIMIT"]);
const SIGNED: ReadonlySet<ErrorCode> =
  new Set(["SOURCE_UNSIGNED", "SOURCE_SIGNER", "SOURCE_TOOLS"]);

const short = (id: string): string => id.slice(0, 12);

const refusal = (id: string, { message, hint, place, code }: VexorError): DoctorCheck => {
  const at = place ? `${place.file}:${place.line}:${place.column}: ` : "";
  return finding(id, `${at}${message} (${code})`, hint);
};

/** The refusal of a policy, when it is about one of these; null when it is not. */
const refusedFor = async (
  { opened, accepted }: Branch, proof: Proof, policy: SourcePolicy,
    codes: ReadonlySet<ErrorCode> | null,
  from = accepted?.accepted ?? null,
): Promise<VexorError | null> => {
  const { refused } = await judge(() => checkProof(proof, policy, from, opened.ports));
  return refused !== null && (codes === null || codes.has(refused.code)) ? refused : null;
};

const startCheck = async (branch: Branch, proof: Proof): Promise<DoctorCheck> => {
  const { policy, accepted } = branch;
  const [id, what] = accepted ? ["accepted", accepted.accepted] : ["pin", policy.pin ?? ""];
  const refused = await refusedFor(branch, proof, { ...policy, signatures: "none" }, FORWARD);
  return refused ? refusal(id, refused)
    : fine(id, `${short(what)} is in the branch ${branch.settings.branch}`);
};

/**
 * The first commit is accepted by its id. Its signature is checked because the next commits need
 * one.
 */
const unaskedSignature = async (
  { opened: { ports }, policy, now }: Branch, { commits }: Proof,
): Promise<DoctorCheck> => {
  if (policy.signatures === "none") return fine("signature", "not asked by agent.yaml");
  const { signed } = readCommit(commits[0] ?? "", ports.sha1);
  const warn = (why: string): DoctorCheck => warning("signature", "this commit is valid by its id; "
    + `${why}, so the next one like it is refused`,
  "compare its signer with signers: of agent.yaml");
  if (signed === null) return warn("it is not signed");
  try {
    return fine("signature", `by ${await ports.signerOf(
      { ...signed, at: Math.floor(now.getTime() / 1000) })}; not asked of this commit`);
  } catch (error) {
    return warn(asVexorError(error).message);
  }
};

const signatureCheck = async (branch: Branch, proof: Proof, verified: VerifiedRevision | null) => {
  if (verified) {
    return [verified.signer === null ? await unaskedSignature(branch, proof)
      : fine("signature", `by ${verified.signer}`)];
  }
  const refused = await refusedFor(branch, proof, branch.policy, SIGNED);
  return refused ? [refusal("signature", refused)] : [];
};

/** The proof of a commit that is refused has no files. */
const fileCheck = async (
  branch: Branch, proof: Proof, refused: VexorError | null,
): Promise<DoctorCheck> => {
  if (refused && (FORWARD.has(refused.code) || SIGNED.has(refused.code))) {
    return unknown("host file", `${branch.settings.path} is read once the commit is valid`);
  }
  return fileValidity(branch, proof);
};

const fileValidity = async (branch: Branch, proof: Proof): Promise<DoctorCheck> => {
  const { policy, settings } = branch;
  const head = proof.commit;
  const refused = await refusedFor(branch, proof, { ...policy, signatures: "none" }, null, head);
  return refused ? refusal("host file", refused)
    : fine("host file", `${settings.path} is valid, and for ${policy.hostName}`);
};

const FUTURE_MS = 60_000;

const dateChecks = ({ now }: Branch, verified: VerifiedRevision | null): readonly DoctorCheck[] => {
  const ahead = Date.parse(verified?.committedAt ?? "") - now.getTime();
  return [
    ...(ahead > FUTURE_MS ? [warning("date", "the newest commit is dated "
      + `${Math.round(ahead / 1000)} s ahead of this host's clock`,
    "compare this host's clock: timedatectl")] : []),
    ...(verified?.alarms ?? []).map(({ message }) => warning("freshness", message)),
  ];
};

const commitChecks = async (
  branch: Branch, { proof }: FetchedRevision,
): Promise<readonly DoctorCheck[]> => {
  const { opened, policy, accepted } = branch;
  const { verified, refused } = await judge(() =>
    checkProof(proof, policy, accepted?.accepted ?? null, opened.ports));
  if (proof.commit === null) return [await fileCheck(branch, proof, refused)];
  return [await startCheck(branch, proof), ...await signatureCheck(branch, proof, verified),
    await fileCheck(branch, proof, refused), ...dateChecks(branch, verified)];
};

const serverOf = ({ url, directory, branch }: SourceSettings): string =>
  (url === null ? directory ?? "" : `${withoutSecrets(url)}, branch ${branch}`);

/** Asked with the agent's own program, key and host keys; `canAsk` is false without the key. */
export const branchChecks = async (
  branch: Branch, canAsk: boolean,
): Promise<readonly DoctorCheck[]> => {
  const { opened, settings, policy, accepted } = branch;
  if (!canAsk) return [hidden("server", `${serverOf(settings)}: only root may use the deploy key`)];
  let revision: FetchedRevision;
  try {
    revision = await opened.source.fetch(anchorOf(accepted, policy));
  } catch (error) {
    const refused = asVexorError(error);
    return [refusal(refused.code === "SOURCE_FILE" ? "host file" : "server", refused)];
  }
  const at = revision.proof.commit === null ? "" : ` is at ${short(revision.proof.commit)}`;
  return [fine("server", `${serverOf(settings)}${at}`), ...await commitChecks(branch, revision)];
};

export const branchOf = (
  settings: SourceSettings, hostName: string, accepted: AcceptedCommit | null, opened: OpenSource,
  now: Date,
): Branch => ({ settings, policy: policyOf(settings, hostName), accepted, opened, now });
