/**
 * fetch for a forge: to its own address alone, for a limited time, and with an answer of limited
 * size. A redirect is not followed: the token would go with it.
 */
import { VERSION } from "../../version.ts";

export const USER_AGENT = `vexor/${VERSION.replace(/[^\w.+-]/g, "-")}`;

const TRY_MS = 60_000;
/** A page of a hundred comments of the greatest length. */
const LARGEST = 32 * 1024 * 1024;
const WITHOUT_BODY = new Set([204, 205, 304]);

export interface FetchLimits {
  /** The forge's own address. */
  readonly api: string;
  /** Certificates in PEM; null for the machine's own. */
  readonly ca: readonly string[] | null;
  /** Ends all of it. */
  readonly signal: AbortSignal;
  readonly largest?: number;
}

/** An answer that no retry would change: of this name, Octokit's retries leave an error alone. */
export class RefusedAnswer extends Error {
  override readonly name = "AbortError";
  readonly hint: string;

  constructor(message: string, hint = "Look at the address of the forge in the environment.") {
    super(message);
    this.hint = hint;
  }
}

/** Names of errors in what a server shows of itself. */
const CERTIFICATE = /CERT|SELF_SIGNED|VERIFY|ISSUER/;

const codeIn = (error: unknown): string => {
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown };
  const word = code ?? (cause as { readonly code?: unknown } | undefined)?.code;
  return typeof word === "string" ? word : "";
};

/** A server whose certificate is not trusted has none that is by the next try. */
const refuseCertificate = (error: unknown): never => {
  const code = codeIn(error);
  if (CERTIFICATE.test(code)) {
    throw new RefusedAnswer(`its certificate is refused, ${code}`,
      "Name the certificates of the forge: SSL_CERT_FILE=FILE.pem");
  }
  throw error;
};

const isRedirect = ({ status }: Response): boolean =>
  status >= 300 && status < 400 && status !== 304;

const bodyOf = async (response: Response, largest: number): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += (chunk as Uint8Array).length;
    if (size > largest) throw new RefusedAnswer(`an answer of more than ${largest} bytes`);
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks);
};

export type BoundedFetch = (url: string, init: RequestInit) => Promise<Response>;

export const boundedFetch = (
  { api, ca, signal, largest = LARGEST }: FetchLimits,
): BoundedFetch => async (url, init) => {
  if (new URL(url).origin !== new URL(api).origin) {
    throw new RefusedAnswer("it names another server, which the token is not for");
  }
  const own = AbortSignal.any([signal, AbortSignal.timeout(TRY_MS)]);
  // What Bun's takes and Node's does not: `trusted-servers.ts`.
  const tls = ca === null ? {} : { tls: { ca } };
  const response = await fetch(url, { ...init, ...tls, redirect: "manual", signal: own })
    .catch(refuseCertificate);
  if (isRedirect(response)) throw new RefusedAnswer("it redirects, which is not followed");
  const { status, headers } = response;
  const body = await bodyOf(response, largest);
  return new Response(WITHOUT_BODY.has(status) ? null : new Blob([Buffer.from(body)]),
    { status, headers });
};
