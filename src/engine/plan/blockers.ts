/** What keeps a setting from being changed, or from lasting. */
export interface Blocker {
  readonly reason: string;
  readonly waysOut: readonly string[];
  /** The wanted value is there as well, and to undo a run would not send the other away. */
  readonly isBeside?: true;
}
