/** What an answer must hold, or it is not used: a server of another kind may be at that address. */
import { RefusedAnswer } from "./bounded-fetch.ts";

export const wrongForm = (): RefusedAnswer =>
  new RefusedAnswer("it has another form than such an answer has");

export const listIn = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  throw wrongForm();
};

export const textIn = (value: unknown): string => {
  if (typeof value === "string" && value !== "") return value;
  throw wrongForm();
};

export const commitIn = (value: unknown): string => {
  if (typeof value === "string" && /^[0-9a-f]{40}$/.test(value)) return value;
  throw wrongForm();
};
