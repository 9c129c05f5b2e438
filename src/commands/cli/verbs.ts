/**
 * The verbs as data: parsing, help, completion and the manual all come from this table. Loading a
 * verb's code waits until it is called.
 */
import { AGENT } from "./agent-verbs.ts";
import { HIDDEN_VERBS } from "./hidden-verbs.ts";
import { SETUP } from "./setup-verbs.ts";
import { TUNING } from "./tuning-verbs.ts";
import type { Verb, VerbList, Verbs } from "./verb.ts";

const TABLE: Verbs = { ...TUNING, ...AGENT, ...SETUP, ...HIDDEN_VERBS };

export const findVerb = (name: string): Verb | undefined =>
  (Object.hasOwn(TABLE, name) ? TABLE[name]?.() : undefined);

export const allVerbs = (): VerbList =>
  Object.entries(TABLE).map(([name, make]) => [name, make()]);
