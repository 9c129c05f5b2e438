/** The body of what a stranger answers, as far as it is short and not packed. */

const LARGEST = 64 * 1024;

/** Null for a longer one. */
export const boundedBody = async ({ body }: Response): Promise<string | null> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += (chunk as Uint8Array).length;
    if (size > LARGEST) return null;
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString("utf8");
};

/** A packed answer may be a thousand times as long. */
export const AS_IT_IS = { decompress: false };
