/** What the other side of a socket refuses, as an error of ours: it need not be in form. */
import { ERRORS } from "../engine/model/errors-table.ts";
import { VexorError, type ErrorCode, type SourceLocation } from "../engine/model/errors.ts";
import { printable, printableLine } from "../formats/printable.ts";
import { quote } from "../formats/quote.ts";

const LONGEST = 2_000;

const isCode = (value: unknown): value is ErrorCode =>
  typeof value === "string" && Object.hasOwn(ERRORS, value);

const textOf = (value: unknown): string | null =>
  (typeof value === "string" && value !== "" ? printable(value.slice(0, LONGEST)) : null);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value);

const placeOf = (value: unknown): SourceLocation | null => {
  const { file, line, column } = (value ?? {}) as Partial<Record<keyof SourceLocation, unknown>>;
  return typeof file === "string" && isCount(line) && isCount(column)
    ? { file: printableLine(file.slice(0, LONGEST)), line, column } : null;
};

const isPointer = (value: unknown): value is readonly (string | number)[] =>
  Array.isArray(value) && value.every((step) => typeof step === "string" || isCount(step));

export const errorFrom = (refused: unknown): VexorError => {
  const { code, message, hint, place, at } = (refused ?? {}) as Readonly<Record<string, unknown>>;
  const says = textOf(message) ?? "it gives no reason";
  if (!isCode(code)) {
    const named = typeof code === "string" ? quote(code) : "no code";
    return new VexorError("OPERATION_INVALID",
      `it was refused with ${named}, which this version does not know: ${says}`);
  }
  const [own, where] = [textOf(hint), placeOf(place)];
  return new VexorError(code, says, { ...(own === null ? {} : { hint: own }),
    ...(where === null ? {} : { place: where }), ...(isPointer(at) ? { at } : {}) });
};
