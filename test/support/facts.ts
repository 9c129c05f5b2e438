/** Facts of a tree, and plans on them. */
import { digest, md5 } from "../../src/edges/linux/hash.ts";
import { isSigned } from "../../src/edges/linux/ed25519.ts";
import type { HostFile, Plan } from "../../src/engine/model/model.ts";
import { makePlan } from "../../src/engine/plan/plan.ts";
import { documentOf, factsText } from "../../src/facts/document.ts";
import { parseFacts } from "../../src/facts/parse.ts";
import { recordFacts } from "../../src/facts/record.ts";
import { replay, type Replayed } from "../../src/facts/replay.ts";
import { driversOf } from "../../src/engine/model/targets.ts";
import type { HostReader } from "../../src/ports/host.ts";
import { requestAt, RESOURCES } from "./engine.ts";

export const SUMS = { digest, md5, signed: isSigned };

const AT = new Date("2026-11-01T10:20:30Z");
const DRIVERS = driversOf(RESOURCES);

const factsOf = (host: HostReader, declaration: HostFile | null = null): Replayed =>
  recordFacts(host, { resources: RESOURCES, drivers: DRIVERS, hostName: "test-host", declaration },
    SUMS);

/** A reader in the place of a host: what writes is not there. */
const requestOn = (host: HostReader, declaration: HostFile) =>
  ({ ...requestAt(host as never, declaration), host });

export const planOn = (host: HostReader, declaration: HostFile): Plan =>
  makePlan(requestOn(host, declaration));

/** As a document, through text and back. */
export const textOfFacts = (
  host: HostReader, declaration: HostFile | null = null, name = "test-host", at = AT,
): string =>
  factsText(documentOf({ facts: factsOf(host, declaration), host: name, at,
    vexor: "test", asRoot: true }, digest));

export const planOnText = (text: string, declaration: HostFile): Plan =>
  planOn(replay(parseFacts(text, "facts.json", digest).facts, SUMS), declaration);
