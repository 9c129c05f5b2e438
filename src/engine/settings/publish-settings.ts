/** Where the agent publishes what it records of its host, as agent.yaml says it. */
import { secondsOf } from "../../formats/duration.ts";

/** Exactly one of `directory`, `url` and `repository` is not null. */
export interface PublishSettings {
  readonly directory: string | null;
  /** Below it, the names of the files. */
  readonly url: string | null;
  readonly repository: string | null;
  readonly branch: string;
  readonly sshKey: string | null;
  readonly knownHosts: string;
  /** Of what is sent as a bearer of `url`. */
  readonly tokenFile: string | null;
  /** Seconds. */
  readonly atMostEvery: number;
}

type WrittenAlike = Partial<Omit<PublishSettings, "atMostEvery">>;

/** As the schema lets it through. */
export interface WrittenPublishSettings extends WrittenAlike {
  readonly atMostEvery?: string;
}

const HOUR_S = 3600;

export const publishSettingsOf = (
  written: WrittenPublishSettings | undefined, knownHosts: string,
): PublishSettings | null => (written === undefined ? null : {
  directory: null, url: null, repository: null, branch: "main", sshKey: null, tokenFile: null,
  knownHosts, ...written, atMostEvery: secondsOf(written.atMostEvery ?? "") ?? HOUR_S,
});

/** What names a repository, however it is spelled. */
const repositoryNamed = (url: string): string => url
  .replace(/^[a-z]+:\/\//, "").replace(/^[^@/]*@/, "")
  .replace(/^([^/:]+):(?:\d+(?=\/))?\/?/, "$1/")
  .replace(/\/+$/, "").replace(/\.git$/, "").toLowerCase();

/** Who may push to the repository that it follows could rewrite its own orders. */
export const isSameRepository = (one: string, other: string): boolean =>
  repositoryNamed(one) === repositoryNamed(other);
