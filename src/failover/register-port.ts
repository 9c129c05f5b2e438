/** The register in a store of texts. */
import type { RegisterStore, StandingText } from "../ports/register.ts";
import type { RegisterAnswer, RegisterPort } from "./ports.ts";
import { formatRegister, parseRegister } from "./register-text.ts";
import type { StandingRegister } from "./register.ts";

const UNREADABLE: RegisterAnswer =
  { type: "unknown", why: "what stands there is not a register" };

/** Undefined for a text that no keeper has written. */
const standing = (
  stands: StandingText | null, cluster: string,
): StandingRegister | null | undefined => {
  if (stands === null) return null;
  const register = parseRegister(stands.text);
  return register === null ? undefined : { register, revision: stands.revision, cluster };
};

const textOf = (register: StandingRegister | null): StandingText | null =>
  register && { text: formatRegister(register.register), revision: register.revision };

export const registerIn = (store: RegisterStore): RegisterPort => ({
  exchange: async (expected, put) => {
    const answer = await store.exchange(textOf(expected), put && formatRegister(put));
    if (answer.outcome === "unknown") return { type: "unknown", why: answer.why };
    if (answer.outcome === "refused") return { type: "unknown", why: answer.problem.message };
    const stands = standing(answer.stands, answer.clusterId);
    if (stands === undefined) return UNREADABLE;
    return { type: put === null ? "done" : answer.outcome, stands };
  },
});
