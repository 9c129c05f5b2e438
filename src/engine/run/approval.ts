/** A person's word on one plan, for one apply. */
export interface Approval {
  readonly plan: string;
  /** That the plan is for; null for a directory. */
  readonly commit: string | null;
  readonly by: string;
  readonly uid: number;
  /** ISO 8601. */
  readonly at: string;
}
