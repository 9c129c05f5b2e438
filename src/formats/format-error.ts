/** A text that is not of its format. Whoever reads the text knows which error of a user's it is. */
export class FormatError extends Error {
  /** What to do about it, where the format alone tells. */
  readonly hint: string | null;

  constructor(message: string, hint: string | null = null) {
    super(message);
    this.name = "FormatError";
    this.hint = hint;
  }
}
