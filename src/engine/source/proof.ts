/** Placeholder of the shape that a source brings. */
export interface Proof {
  readonly format: "vexor.proof/1";
  readonly commit: string | null;
  readonly path: string;
  readonly files: Readonly<Record<string, string>>;
}
