/** Where a review finds what hosts have recorded. */
import { LARGEST_FACTS } from "../../facts/parse.ts";
import type { PresentedFacts } from "../../facts/judge.ts";
import { quote } from "../../formats/quote.ts";
import { SIGNATURE_ENDING } from "../../formats/ssh-signature.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { isPlainFile, type RevisionRange } from "../../review/ports.ts";
import type { FactsSource } from "../../review/review.ts";
import type { BaseContext } from "./context.ts";
import { LARGEST_SIGNATURE } from "./facts-file.ts";

const readFacts = (context: BaseContext, name: string): PresentedFacts | null => {
  try {
    const text = context.readLimited(name, LARGEST_FACTS);
    return text === null ? null : { name, text,
      signature: context.readLimited(name + SIGNATURE_ENDING, LARGEST_SIGNATURE) };
  } catch (error) {
    throw error instanceof VexorError ? new VexorError("FACTS_MISSING", error.message) : error;
  }
};

/** NAME.json in a directory of this machine, and NAME.json.sig beside it. Throws USAGE. */
export const factsInDirectory = (context: BaseContext, directory: string): FactsSource => {
  if (!context.isDirectory(directory)) {
    throw new VexorError("USAGE", `--facts ${quote(directory)} is not a directory`,
      { hint: "It holds what hosts have recorded, one file HOST.json for each." });
  }
  return {
    expect: () => undefined,
    of: async (host) => readFacts(context, `${directory}/${host}.json`),
  };
};

type Blob = readonly [id: string, bytes: Uint8Array | null];

async function* eachOf(batches: ReturnType<RevisionRange["blobs"]>): AsyncGenerator<Blob> {
  for await (const batch of batches) yield* batch;
}

/** facts/NAME.json of the base: the head is what is judged, and brings none of its own. */
export const factsOfBase = (range: RevisionRange): FactsSource => {
  const pathOf = (host: string): string => `${range.prefix}facts/${host}.json`;
  const idAt = (path: string): readonly string[] => {
    const entry = range.trees.base.get(path);
    return entry !== undefined && isPlainFile(entry) ? [entry.id] : [];
  };
  /** Read in the order in which they are asked for. */
  const idsOf = (host: string): readonly string[] => {
    const facts = idAt(pathOf(host));
    return facts.length === 0 ? [] : [...facts, ...idAt(pathOf(host) + SIGNATURE_ENDING)];
  };
  let blobs = eachOf(range.blobs([], 0));
  const next = async (): Promise<string | null> => {
    const { value } = await blobs.next() as { readonly value: Blob | undefined };
    const [, bytes = null] = value ?? [];
    return bytes === null ? null : new TextDecoder().decode(bytes);
  };
  return {
    expect: (hosts) => {
      blobs = eachOf(range.blobs(hosts.flatMap(idsOf), LARGEST_FACTS));
    },
    of: async (host) => {
      const { length } = idsOf(host);
      if (length === 0) return null;
      const [name, text] = [pathOf(host), await next()];
      const signature = length > 1 ? await next() ?? "" : null;
      if (text !== null) return { name, text, signature };
      throw new VexorError("FACTS_MISSING", `${name} has more than ${LARGEST_FACTS} bytes`);
    },
  };
};
