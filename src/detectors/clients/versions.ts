/**
 * What programs say their version is. All of them are asked at once, for asking takes a unit of
 * systemd's: services first, so that programs that any user may start do not use up their time.
 */
import type { ClientMatch } from "./descriptors.ts";
import type { Evidence } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import type { AskedProgram, ProgramAnswer } from "../../ports/programs.ts";

export interface VersionSubject {
  /** Null where no path of this machine's is known: it is not asked. */
  readonly exe: string | null;
  readonly uid: number | null;
  readonly isService: boolean;
  readonly matches: readonly ClientMatch[];
}

export interface ProgramVersion {
  readonly version: string | null;
  readonly unasked: string | null;
}

/** Each way of asking once, whichever descriptors have it. */
const questionsFor = ({ exe, uid, matches }: VersionSubject): readonly AskedProgram[] => {
  if (exe === null) return [];
  const ways = new Set(matches.flatMap(({ part }) => part.version ?? []));
  return [...ways].map((question) => ({ path: exe, question, uid }));
};

const versionIn = (answers: readonly ProgramAnswer[]): ProgramVersion => {
  const said = answers.find((one) => one.said !== null)?.said ?? null;
  return { version: said?.split("\n")[0]?.trim() ?? null,
    unasked: said === null ? answers.find(({ unasked }) => unasked)?.unasked ?? null : null };
};

/** In the order of the subjects. */
export const readVersions = (
  host: HostReader, subjects: readonly VersionSubject[],
): readonly ProgramVersion[] => {
  const ordered = subjects.toSorted((a, b) => Number(b.isService) - Number(a.isService));
  const asked = ordered.flatMap((subject) =>
    questionsFor(subject).map((question) => ({ subject, question })));
  const answers = asked.length === 0 ? []
    : host.port("programs").askPrograms(asked.map(({ question }) => question));
  return subjects.map((subject) =>
    versionIn(answers.filter((_, at) => asked[at]?.subject === subject)));
};

export const versionEvidence = ({ version, unasked }: ProgramVersion): readonly Evidence[] => {
  if (version !== null) return [{ kind: "tool", says: `it says: ${version}` }];
  return unasked === null ? []
    : [{ kind: "tool", says: `its version is unknown: ${unasked}` }];
};
