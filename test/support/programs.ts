/** Programs that answer what a test has them say. */
import type { HostReader } from "../../src/engine/ports.ts";

export const saying = (
  said: (path: string, question: string) => string | null,
): Pick<HostReader, "askPrograms"> => ({
  askPrograms: (asked) => asked.map(({ path, question }) =>
    ({ said: said(path, question), unasked: null })),
});
