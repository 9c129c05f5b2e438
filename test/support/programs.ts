/** Programs that answer what a test has them say. */
import type { ReaderPorts } from "../../src/ports/host.ts";
import type {} from "../../src/ports/programs.ts";

export const saying = (
  said: (path: string, question: string) => string | null,
): ReaderPorts["programs"] => ({
  askPrograms: (asked) => asked.map(({ path, question }) =>
    ({ said: said(path, question), unasked: null })),
});
