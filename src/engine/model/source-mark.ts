/** A boot source as a claim remembers it: another place, or another value, is another source. */
export interface SourceMark {
  readonly path: string;
  readonly value: string;
}
