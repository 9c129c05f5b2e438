/** Where a review finds what hosts have recorded. */
import { LARGEST_FACTS } from "../../facts/document.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { RevisionRange } from "../../review/ports.ts";
import type { FactsSource } from "../../review/review.ts";
import type { BaseContext } from "./context.ts";

/** NAME.json in a directory of this machine. */
export const factsInDirectory = (context: BaseContext, directory: string): FactsSource => ({
  expect: () => undefined,
  of: async (host) => {
    const name = `${directory}/${host}.json`;
    try {
      const text = context.readLimited(name, LARGEST_FACTS);
      return text === null ? null : { name, text };
    } catch (error) {
      throw error instanceof VexorError ? new VexorError("FACTS_MISSING", error.message) : error;
    }
  },
});

type Blob = readonly [id: string, bytes: Uint8Array | null];

async function* eachOf(batches: ReturnType<RevisionRange["blobs"]>): AsyncGenerator<Blob> {
  for await (const batch of batches) yield* batch;
}

/** facts/NAME.json of the base: the head is what is judged, and brings none of its own. */
export const factsOfBase = (range: RevisionRange): FactsSource => {
  const pathOf = (host: string): string => `${range.prefix}facts/${host}.json`;
  const entryOf = (host: string) => range.trees.base.get(pathOf(host));
  let blobs = eachOf(range.blobs([], 0));
  return {
    expect: (hosts) => {
      blobs = eachOf(range.blobs(hosts.flatMap((host) => entryOf(host)?.id ?? []), LARGEST_FACTS));
    },
    of: async (host) => {
      if (entryOf(host) === undefined) return null;
      const name = pathOf(host);
      const next = await blobs.next();
      const bytes = next.done === true ? null : next.value[1];
      if (bytes !== null) return { name, text: new TextDecoder().decode(bytes) };
      throw new VexorError("FACTS_MISSING", `${name} has more than ${LARGEST_FACTS} bytes`);
    },
  };
};
