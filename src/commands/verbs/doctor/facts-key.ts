/** The key that this host signs its facts with, where they are published. */
import { FACTS_KEY } from "../../../engine/settings/agent-files.ts";
import { fine, finding, type DoctorCheck, type DoctorContext } from "./check.ts";

const ID = "facts key";
const MAKE = `ssh-keygen -q -t ed25519 -N '' -f ${FACTS_KEY}, and put ${FACTS_KEY}.pub into `
  + "keys/hosts/ of the repository";
const OTHERS = 0o077;

export const factsKeyChecks = ({ host, settings }: DoctorContext): readonly DoctorCheck[] => {
  if (settings?.facts == null) return [];
  const stat = host.stat(FACTS_KEY);
  if (stat?.kind !== "file") return [finding(ID, `${FACTS_KEY} does not exist`, MAKE)];
  return [(stat.mode & OTHERS) === 0 ? fine(ID, FACTS_KEY)
    : finding(ID, `others than root may read ${FACTS_KEY}: treat it as known to them`,
      `rm ${FACTS_KEY} && ${MAKE}`)];
};
