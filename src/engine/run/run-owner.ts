/**
 * Whose a run is. Root writes it down when the run begins: the agent keeps, and undoes before its
 * time, only runs that it began; a countdown that a person began is that person's.
 */
import type { RecordedRun } from "./store.ts";

/** A record of an earlier version does not tell, and counts as a person's. */
export const isAgents = ({ snapshot }: RecordedRun): boolean => snapshot.begunBy === "agent";

/** For people: without the process, which has ended. */
export const formatRunOwner = ({ snapshot }: RecordedRun): string =>
  snapshot.by.replace(/ \(pid \d+\)$/, "");
