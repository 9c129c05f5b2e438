/** Whether a check is about this host; if not, why not, in a sentence. */
import { isInRange } from "../formats/version-range.ts";
import type { Applicability } from "./check.ts";
import { isKnown, type FactBook, type FactValue } from "./fact.ts";

/** A client as `clients` has it. */
export interface ClientHere {
  readonly id: string;
  readonly name: string;
  readonly family: string;
  readonly role: string;
  /** As its program prints it; null where it was not asked. */
  readonly version: string | null;
}

export type Applies =
  | { readonly applies: true }
  | { readonly applies: false; readonly why: string }
  /** What it would need to know. */
  | { readonly applies: null; readonly needs: string };

const YES: Applies = { applies: true };
const no = (why: string): Applies => ({ applies: false, why });

const orOf = (words: readonly string[]): string =>
  [words.slice(0, -1).join(", "), words.at(-1) ?? ""].filter(Boolean).join(" or ");

type Test<T> = (wanted: T, found: FactValue) => Applies;

const textsOf = (value: FactValue): readonly string[] =>
  (Array.isArray(value) ? value as readonly string[] : [String(value)]);

/** Any of the words that are wanted is among those that are there. */
const anyOf = (what: string): Test<readonly string[]> => (wanted, found) => {
  const here = textsOf(found);
  return wanted.some((one) => here.includes(one)) ? YES
    : no(`it is about ${what} ${orOf(wanted)}; here: ${here.join(", ") || "none"}`);
};

const clientsOf = (found: FactValue): readonly ClientHere[] =>
  found as unknown as readonly ClientHere[];

const named = (wanted: Readonly<Record<string, string>>): string =>
  orOf(Object.entries(wanted).map(([id, range]) => `${id} ${range}`.trim()));

const ofClients: Test<Readonly<Record<string, string>>> = (wanted, found) => {
  const here = clientsOf(found).filter(({ id }) => id in wanted);
  if (here.some(({ id, version }) => wanted[id] === ""
    || (version !== null && isInRange(version, wanted[id] ?? "")))) return YES;
  const silent = here.find(({ version }) => version === null);
  if (silent) return { applies: null, needs: `the version of ${silent.name}` };
  return no(`it is about ${named(wanted)}; here: ${clientsOf(found)
    .map(({ id, version }) => `${id} ${version ?? ""}`.trim()).join(", ") || "no client"}`);
};

const ofClientField = (field: "role" | "family", what: string): Test<readonly string[]> =>
  (wanted, found) => anyOf(what)(wanted, [...new Set(clientsOf(found).map((one) => one[field]))]);

const ofKernel: Test<string> = (range, found) => (isInRange(String(found), range) ? YES
  : no(`it is about kernels ${range}; here: ${String(found)}`));

/** Which fact each of these asks. */
const TESTS = {
  clients: ["clients", ofClients],
  roles: ["clients", ofClientField("role", "a client that is a")],
  families: ["clients", ofClientField("family", "clients of")],
  distributions: ["os.distributions", anyOf("the distributions")],
  kernel: ["kernel.release", ofKernel],
  drivers: ["network.drivers", anyOf("cards of the drivers")],
  virtualization: ["environment.virtualization", anyOf("hosts that are")],
  clouds: ["environment.cloud", anyOf("the clouds")],
} as const;

type Ground = keyof typeof TESTS;

const ASKED = Object.keys(TESTS) as readonly Ground[];

export const appliesTo = (applies: Applicability, book: FactBook): Applies => {
  for (const asked of ASKED) {
    const wanted = applies[asked];
    if (wanted === undefined) continue;
    const [name, test] = TESTS[asked];
    const fact = book.fact(name);
    if (!isKnown(fact)) return { applies: null, needs: fact.needs };
    const answer = (test as Test<unknown>)(wanted, fact.value);
    if (answer.applies === false && fact.partial !== undefined) {
      return { applies: null, needs: fact.partial };
    }
    if (answer.applies !== true) return answer;
  }
  return YES;
};
