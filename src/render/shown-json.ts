/** A document for standard output: a build's log, or a chat, may be where it ends. */
import { documentWithoutSecrets } from "../formats/quote.ts";

const MAY_HAVE_URL = /:\/\/|%3A%2F%2F/i;

export const shownJson = (value: unknown): string => {
  const text = JSON.stringify(value, null, 2);
  return MAY_HAVE_URL.test(text) ? JSON.stringify(documentWithoutSecrets(JSON.parse(text)), null, 2)
    : text;
};
