/** A text that is not of its format. The caller knows which of its errors this is. */
export class FormatError extends Error {
  /** What to do about it, where the format alone shows it. */
  readonly hint: string | null;

  constructor(message: string, hint: string | null = null) {
    super(message);
    this.name = "FormatError";
    this.hint = hint;
  }
}
