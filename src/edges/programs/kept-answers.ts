/**
 * Answers that outlive a process: the agent's root helper is a new one for each operation, and
 * plans every few minutes, and so is what a keeper has done to its client. Only these write
 * them, where only root may look; a plan by hand reads them. A reboot forgets them all.
 */
import { RUNTIME } from "../../engine/run/store.ts";
import { replaceFile } from "../linux/durable-file.ts";
import { boundedBytes } from "../linux/regular-file.ts";

const PATH = `${RUNTIME}/root/programs.json`;
const FORMAT = "vexor.programs/1";
const LARGEST = 8 * 1024 * 1024;
const MOST = 24;

/** A question's key, and what the program said. */
type KeptAnswers = readonly (readonly [key: string, said: string])[];

export const keptAnswers = (): KeptAnswers => {
  try {
    const text = new TextDecoder().decode(boundedBytes(PATH, PATH, LARGEST));
    const { format, answers } = JSON.parse(text) as { format: string; answers: KeptAnswers };
    return format === FORMAT ? answers : [];
  } catch {
    return []; // none yet, or not ours to read: they are asked again
  }
};

/** For what the keeper starts. */
export const KEEPS_ANSWERS = { VEXOR_KEEPS_ANSWERS: "1" } as const;

/** The first is set by vexor-operate@.service. */
const isKeeping = (): boolean => process.env["VEXOR_CONFINED"] === "1"
  || process.env["VEXOR_KEEPS_ANSWERS"] === KEEPS_ANSWERS.VEXOR_KEEPS_ANSWERS;

/** The newest first. */
export const keepAnswers = (fresh: KeptAnswers): void => {
  if (!isKeeping() || fresh.length === 0) return;
  const answers = [...new Map([...fresh, ...keptAnswers()])].slice(0, MOST);
  try {
    replaceFile(PATH, JSON.stringify({ format: FORMAT, answers }));
  } catch {
    // then they are asked again
  }
};
