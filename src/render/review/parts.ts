/**
 * A long text as comments of a forge: the head is never left out. A block stands there whole; of
 * one that finds no place, as much of its beginning as fits once all others stand there. What is
 * left out is known, so that no comment looks like all there is.
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

/** It stands in one part, and is not longer than `MOST_PIECE`. */
export interface CommentPiece {
  readonly text: string;
}

/** What belongs together, its most important piece first. */
export type Block<P extends CommentPiece> = readonly P[];

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

type Parts = readonly OpenPart[];

/** Null where it finds no place. */
const withPiece = (parts: Parts, { text }: CommentPiece, limits: PartLimits): Parts | null => {
  const fits = ({ characters, bytes }: Size): boolean =>
    characters <= limits.characters && bytes <= limits.bytes;
  const grown = added(parts.at(-1) ?? EMPTY, text);
  if (fits(grown)) return [...parts.slice(0, -1), grown];
  const fresh = added(EMPTY, text);
  return parts.length >= limits.parts || !fits(fresh) ? null : [...parts, fresh];
};

interface Begun<P extends CommentPiece> {
  readonly parts: Parts;
  /** The pieces of a block that found no place. */
  readonly left: Block<P>;
}

const begun = <P extends CommentPiece>(
  before: Parts, block: Block<P>, limits: PartLimits,
): Begun<P> => {
  let parts = before;
  for (const [at, piece] of block.entries()) {
    const next = withPiece(parts, piece, limits);
    if (next === null) return { parts, left: block.slice(at) };
    parts = next;
  }
  return { parts, left: [] };
};

export interface Packed<P extends CommentPiece> {
  readonly parts: readonly string[];
  readonly left: readonly P[];
}

/** In their order; a block that finds no place lets later ones still find theirs. */
export const packParts = <P extends CommentPiece>(
  head: string, blocks: readonly Block<P>[], limits: PartLimits,
): Packed<P> => {
  let parts: Parts = [added(EMPTY, head)];
  const cut: Block<P>[] = [];
  for (const block of blocks) {
    const whole = begun(parts, block, limits);
    if (whole.left.length > 0) cut.push(block);
    else parts = whole.parts;
  }
  const left = cut.flatMap((block) => {
    const some = begun(parts, block, limits);
    parts = some.parts;
    return some.left;
  });
  return { parts: parts.map(({ texts }) => texts.join("\n")), left };
};
