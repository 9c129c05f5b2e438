/**
 * An identity on its host: the keypair files that the host file names, the towers beside them, and
 * what of all that would not do. The secret halves stay behind `HostReader.keypair`.
 */
import { VexorError } from "../../engine/model/errors.ts";
import type { HostFile } from "../../engine/model/model.ts";
import type { HostReader, Problem } from "../../ports/host.ts";
import type { KeypairFact } from "../../ports/keys.ts";
import { historyOf, readTowers, towerOf, type TowerFact } from "../solana/tower.ts";

/** `identity:` of the host file. */
export type IdentityEntry = NonNullable<HostFile["identity"]>;

interface IdentityProblem extends Problem {
  /** The key of the `identity:` section that it is about. */
  readonly about: "pubkey" | "keypair" | "unstaked" | "tower" | "voteAccountKey";
}

export interface DeclaredIdentity {
  readonly keypair: KeypairFact;
  readonly unstaked: KeypairFact | null;
  /** The declared vote account's. */
  readonly vote: KeypairFact | null;
  /** Every tower in the declared directory. */
  readonly towers: readonly TowerFact[];
  /** The one that the client would load for this identity. */
  readonly tower: TowerFact | null;
  /** Its vote history, which takes the tower's place under Alpenglow. */
  readonly history: TowerFact | null;
  readonly problems: readonly IdentityProblem[];
}

const about = (
  part: IdentityProblem["about"], problems: readonly Problem[],
): readonly IdentityProblem[] => problems.map((problem) => ({ ...problem, about: part }));

const otherKey = ({ path, pubkey }: KeypairFact, declared: string): readonly IdentityProblem[] =>
  (pubkey === null || pubkey === declared ? [] : [{ code: "IDENTITY_MISMATCH", about: "pubkey",
    message: `${path} is the key of ${pubkey}; the host file declares ${declared}` }]);

const stakedKey = ({ path, pubkey }: KeypairFact, declared: string): readonly IdentityProblem[] =>
  (pubkey !== declared ? [] : [{ code: "IDENTITY_MISMATCH", about: "unstaked",
    message: `${path} is the key of the declared identity ${declared}; wanted is one of this `
      + "machine's own, without stake" }]);

const voteKey = (
  { path, pubkey, problems }: KeypairFact, declared: string | undefined,
): readonly IdentityProblem[] => [
  ...about("voteAccountKey", problems),
  ...(pubkey === null || pubkey === declared ? []
    : [{ code: "IDENTITY_MISMATCH", about: "voteAccountKey", message: `${path} is the key of `
      + `${pubkey}; the host file declares the vote account ${declared ?? "none"}` } as const]),
];

interface TowersFound {
  readonly towers: readonly TowerFact[];
  readonly problems: readonly IdentityProblem[];
}

const towersIn = (
  host: HostReader, directory: string, uid: number | null, identity: string,
): TowersFound => {
  const wrong = (code: Problem["code"], message: string): TowersFound =>
    ({ towers: [], problems: [{ code, message, about: "tower" }] });
  try {
    const kind = host.stat(directory)?.kind;
    return kind === "dir" ? { towers: readTowers(host, directory, uid, identity), problems: [] }
      : wrong("TOWER_INVALID", `${directory} ${kind ? "is not a directory" : "does not exist"}; `
        + "wanted is the directory that holds the tower");
  } catch (error) {
    if (error instanceof VexorError) return wrong(error.code, error.message);
    throw error;
  }
};

/** `owner` is the user that the client runs as, where that is known. */
export const readIdentity = (
  host: HostReader, declared: IdentityEntry, owner?: number,
): DeclaredIdentity => {
  const keypair = host.port("keys").keypair(declared.keypair, owner);
  // One client reads both: the owner of the first must own the second.
  const unstaked = declared.unstaked === undefined ? null
    : host.port("keys").keypair(declared.unstaked, owner ?? keypair.stat?.uid);
  const vote = declared.voteAccountKey === undefined ? null
    : host.port("keys").keypair(declared.voteAccountKey.keypair, owner ?? keypair.stat?.uid);
  const { towers, problems } = declared.tower === undefined ? { towers: [], problems: [] }
    : towersIn(host, declared.tower, owner ?? keypair.stat?.uid ?? null, declared.pubkey);
  const [tower, history] = [towerOf(towers, declared.pubkey), historyOf(towers, declared.pubkey)];
  return {
    keypair, unstaked, vote, towers, tower, history,
    problems: [
      ...about("keypair", keypair.problems), ...otherKey(keypair, declared.pubkey),
      ...about("unstaked", unstaked?.problems ?? []),
      ...(unstaked ? stakedKey(unstaked, declared.pubkey) : []),
      ...(vote ? voteKey(vote, declared.voteAccount) : []),
      ...problems, ...about("tower", tower?.problems ?? []),
      ...about("tower", history?.problems ?? []),
    ],
  };
};
