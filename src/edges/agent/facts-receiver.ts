/** Where facts of this host go: into a directory, to a server by PUT, or into a git repository. */
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FactsReceiver } from "../../agent/publication.ts";
import type { SignedFacts } from "../../agent/operation.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { PublishSettings } from "../../engine/settings/publish-settings.ts";
import { withoutSecrets } from "../../formats/quote.ts";
import { SIGNATURE_ENDING } from "../../formats/ssh-signature.ts";
import type { HostReader } from "../../ports/host.ts";
import { VERSION } from "../../version.ts";
import { secretFrom } from "./secret-file.ts";

const TRY_MS = 60_000;
const PERMIT = "The agent's user must own it, and its unit must permit it: systemctl edit "
  + "vexor-agent, [Service], ReadWritePaths=DIRECTORY.";

type Files = readonly (readonly [name: string, text: string])[];

const filesOf = (host: string, { text, signature }: SignedFacts): Files =>
  [[`${host}.json`, text], [`${host}.json${SIGNATURE_ENDING}`, signature]];

const notSent = (why: string, hint?: string): VexorError =>
  new VexorError("FACTS_NOT_SENT", why, hint === undefined ? {} : { hint });

/** Each whole or not at all. For a moment facts and signature may not belong together. */
const keepIn = (directory: string, files: Files): void => {
  try {
    for (const [name, text] of files) {
      const path = join(directory, name);
      rmSync(`${path}.new`, { force: true });
      writeFileSync(`${path}.new`, text, { mode: 0o644, flag: "wx" });
      renameSync(`${path}.new`, path);
    }
  } catch (error) {
    const { code = "EIO" } = error as NodeJS.ErrnoException;
    throw notSent(`${directory} cannot be written: ${code}`, PERMIT);
  }
};

const wordFor = (error: unknown): string => {
  const { name, code } = error as { readonly name?: unknown; readonly code?: unknown };
  const word = [code, name].find((one) => typeof one === "string" && /^\w{1,40}$/.test(one));
  return typeof word === "string" ? word : "no answer";
};

const put = async (url: string, text: string, token: string | null): Promise<void> => {
  const answer = await fetch(url, { method: "PUT", body: text, redirect: "manual",
    signal: AbortSignal.timeout(TRY_MS),
    headers: { "content-type": "application/json", "user-agent": `vexor/${VERSION}`,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
  }).catch((error: unknown) => {
    throw notSent(`PUT ${url}: ${wordFor(error)}`);
  });
  await answer.body?.cancel().catch(() => undefined);
  if (!answer.ok) throw notSent(`PUT ${url}: it answers ${answer.status}`);
};

export interface ReceiverPlace {
  readonly host: HostReader;
  readonly hostName: string;
  /** The agent's own, for a repository. */
  readonly scratch: string;
  /** The newest commit that this host has followed; a repository that holds it is refused. */
  followed(): string | null;
}

const sendTo = async (
  settings: PublishSettings, place: ReceiverPlace, facts: SignedFacts,
): Promise<void> => {
  const files = filesOf(place.hostName, facts);
  const { directory, url, tokenFile } = settings;
  if (directory !== null) return keepIn(directory, files);
  if (url === null) {
    const { pushFacts } = await import("../git/push-facts.ts");
    return pushFacts(settings, place, files);
  }
  const token = tokenFile === null ? null : secretFrom(place.host, tokenFile, notSent);
  for (const [name, text] of files) await put(`${url.replace(/\/$/, "")}/${name}`, text, token);
};

export const receiverFor = (
  settings: PublishSettings | null, place: ReceiverPlace,
): FactsReceiver | null => (settings === null ? null : {
  name: settings.directory ?? withoutSecrets(settings.url ?? settings.repository ?? ""),
  atMostEvery: settings.atMostEvery,
  send: (facts) => sendTo(settings, place, facts),
});
