/** What a plan says of the revision that it was made for. */

export interface PlanSource {
  readonly file: string;
  /** A commit, or a digest of a directory's files. */
  readonly commit: string | null;
  /** As the root helper has read it from that commit; older records and plans by hand lack it. */
  readonly named?: {
    /** First line of its message, as a quoted text. */
    readonly subject: string;
    /** As it says itself. */
    readonly author: string;
    /** As was proven; null for one that needed no signature. */
    readonly signer: string | null;
    /** The id that it would have without its signature; older records lack it. */
    readonly unsignedId?: string;
  };
}
