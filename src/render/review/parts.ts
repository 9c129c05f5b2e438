/**
 * A long text as comments of a forge: the head is never left out, and a block stands there whole
 * or not at all. What is left out is counted, so that no comment looks like all there is.
 */

export interface PartLimits {
  /** Of one part. A forge counts code points: UTF-16 has as many units, or more. */
  readonly characters: number;
  readonly bytes: number;
  readonly parts: number;
}

/** GitHub refuses a comment beyond either with 422. */
export const COMMENT_LIMITS: PartLimits = { characters: 65_536, bytes: 262_144, parts: 8 };

/** Of the marker, of a later part's own title, and of the note on what is left out. */
const RESERVED = 1500;

export interface Block {
  /** Each stands in one part. None is longer than `MOST_PIECE`. */
  readonly pieces: readonly string[];
}

const MOST_PIECE = 20_000;

interface Size {
  readonly characters: number;
  readonly bytes: number;
}

const sizeOf = (text: string): Size =>
  ({ characters: text.length + 1, bytes: Buffer.byteLength(text) + 1 });

/** Lines that belong together, in as few pieces as hold them. */
export const inPieces = (
  entries: readonly (readonly string[])[],
): readonly (readonly (readonly string[])[])[] => {
  const pieces: (readonly string[])[][] = [];
  let size = Infinity;
  for (const lines of entries) {
    const own = lines.reduce((sum, line) => sum + line.length + 1, 0);
    if (size + own > MOST_PIECE) {
      pieces.push([]);
      size = 0;
    }
    pieces.at(-1)?.push(lines);
    size += own;
  }
  return pieces;
};

interface OpenPart extends Size {
  readonly texts: readonly string[];
}

const added = ({ texts, characters, bytes }: OpenPart, text: string): OpenPart => {
  const size = sizeOf(text);
  return { texts: [...texts, text], characters: characters + size.characters,
    bytes: bytes + size.bytes };
};

const EMPTY: OpenPart = { texts: [], characters: RESERVED, bytes: RESERVED };

/** Null where not all pieces find a place. */
const withBlock = (
  parts: readonly OpenPart[], { pieces }: Block, limits: PartLimits,
): readonly OpenPart[] | null => {
  const fits = ({ characters, bytes }: Size): boolean =>
    characters <= limits.characters && bytes <= limits.bytes;
  const next = [...parts];
  for (const piece of pieces) {
    const grown = added(next.at(-1) ?? EMPTY, piece);
    if (fits(grown)) {
      next[Math.max(0, next.length - 1)] = grown;
      continue;
    }
    const fresh = added(EMPTY, piece);
    if (next.length >= limits.parts || !fits(fresh)) return null;
    next.push(fresh);
  }
  return next;
};

export interface Packed<B extends Block> {
  readonly parts: readonly string[];
  readonly left: readonly B[];
}

/** In their order; a block that finds no place lets later ones still find theirs. */
export const packParts = <B extends Block>(
  head: string, blocks: readonly B[], limits: PartLimits,
): Packed<B> => {
  let parts: readonly OpenPart[] = [added(EMPTY, head)];
  const left: B[] = [];
  for (const block of blocks) {
    const grown = withBlock(parts, block, limits);
    if (grown === null) left.push(block);
    else parts = grown;
  }
  return { parts: parts.map(({ texts }) => texts.join("\n")), left };
};
