/**
 * etcd by gRPC, with a certificate. Its calls and errors are those of @grpc/grpc-js; the messages
 * are our own few, so that no second library has to read etcd's definitions at each start.
 */
import {
  Client, connectivityState, credentials, Metadata, type ChannelCredentials, type ServiceError,
} from "@grpc/grpc-js";
import { isIP } from "node:net";
import { checkServerIdentity } from "node:tls";
import type { TlsFiles } from "./client-files.ts";
import { statusAnswer, txnAnswer, txnRequest } from "./messages.ts";
import {
  failedAs, notUnderstood, replyOf, type EtcdEndpoint, type EtcdReply,
} from "./reply.ts";

const TXN = "/etcdserverpb.KV/Txn";
const STATUS = "/etcdserverpb.Maintenance/Status";
const LARGEST_ANSWER = 8 * 1024 * 1024;

/** A member that has lost the others says so at once. */
const NEEDS_LEADER = { hasleader: "true" };

/**
 * Nothing is tried again out of our sight, and a server that was down is soon found again: on
 * their own, pauses between connections grow to two minutes.
 */
const OPTIONS = {
  "grpc.enable_retries": 0, "grpc.enable_http_proxy": 0, "grpc.use_local_subchannel_pool": 1,
  "grpc.service_config_disable_resolution": 1, "grpc.enable_channelz": 0,
  "grpc.max_receive_message_length": LARGEST_ANSWER, "grpc.initial_reconnect_backoff_ms": 100,
  "grpc.min_reconnect_backoff_ms": 100, "grpc.max_reconnect_backoff_ms": 500,
};

/** Until a connection that is not yet made is given up. */
const SLOWEST_MS = 5000;

/** Bun asks TLS for no address, so it is given a name that no certificate has. */
const NAME_OF_ADDRESS = "address.invalid";

const tlsFor = ({ ca, cert, key }: TlsFiles, host: string): ChannelCredentials =>
  credentials.createSsl(ca, key, cert, isIP(host) === 0 ? {}
    : { checkServerIdentity: (_, certificate) => checkServerIdentity(host, certificate) });

const errorReply = ({ code, details }: ServiceError): EtcdReply<never> =>
  replyOf({ code, message: details.replace(/\. Resolution note: $/, "") });

const read = <T>(decode: (bytes: Buffer) => T, bytes: Buffer | undefined): EtcdReply<T> => {
  if (bytes === undefined) return notUnderstood();
  try {
    return { kind: "answer", answer: decode(bytes) };
  } catch {
    return notUnderstood();
  }
};

const same = (bytes: Buffer): Buffer => bytes;

/** The server itself has answered, so the connection is sound. */
const isServers = (why: string): boolean => why.startsWith("etcdserver: ");

const metadataOf = (fields: Readonly<Record<string, string>>): Metadata => {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(fields)) metadata.set(name, value);
  return metadata;
};

const connect = (url: URL, files: TlsFiles): Client => {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const isSecure = url.protocol === "https:";
  const target = `${url.hostname}:${url.port || (isSecure ? 443 : 80)}`;
  if (!isSecure) return new Client(target, credentials.createInsecure(), OPTIONS);
  return new Client(target, tlsFor(files, host), isIP(host) === 0 ? OPTIONS
    : { ...OPTIONS, "grpc.ssl_target_name_override": NAME_OF_ADDRESS });
};

class GrpcEndpoint implements EtcdEndpoint {
  readonly name: string;
  readonly #url: URL;
  readonly #readFiles: () => TlsFiles;
  #client: Client;
  #begun = performance.now();
  #isClosed = false;

  constructor(url: URL, readFiles: () => TlsFiles) {
    this.name = url.host;
    this.#url = url;
    this.#readFiles = readFiles;
    this.#client = connect(url, readFiles());
  }

  txn: EtcdEndpoint["txn"] = (txn, signal) =>
    this.#call(TXN, txnRequest(txn), NEEDS_LEADER, txnAnswer, signal);

  status: EtcdEndpoint["status"] = (signal) =>
    this.#call(STATUS, Buffer.alloc(0), {}, statusAnswer, signal);

  close(): void {
    this.#isClosed = true;
    this.#client.close();
  }

  async #call<T>(
    path: string, request: Buffer, fields: Readonly<Record<string, string>>,
    decode: (bytes: Buffer) => T, signal: AbortSignal,
  ): Promise<EtcdReply<T>> {
    const reply = await new Promise<EtcdReply<T>>((resolve) => {
      const call = this.#client.makeUnaryRequest(path, same, same, request, metadataOf(fields), {},
        (error, answer) => resolve(error ? errorReply(error) : read(decode, answer)));
      signal.addEventListener("abort", () => call.cancel());
    });
    if (reply.kind !== "failed" || isServers(reply.why)) return reply;
    if (this.#isWorthKeeping(signal)) return reply;
    const problem = this.#connectAgain();
    return problem === null ? reply : failedAs(`${problem}; ${reply.why}`, reply.mayStand);
  }

  /** One that is still being made, over a slow network, serves the next call. */
  #isWorthKeeping({ aborted }: AbortSignal): boolean {
    if (this.#isClosed) return true;
    const state = this.#client.getChannel().getConnectivityState(false);
    return aborted && state !== connectivityState.READY
      && performance.now() - this.#begun < SLOWEST_MS;
  }

  /**
   * After a network has lost packets for minutes, the old connection would need minutes more. And a
   * host's certificate is replaced from time to time.
   */
  #connectAgain(): string | null {
    try {
      const old = this.#client;
      this.#client = connect(this.#url, this.#readFiles());
      this.#begun = performance.now();
      old.close();
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  }
}

export const grpcEndpoints = (
  urls: readonly URL[], readFiles: () => TlsFiles,
): readonly EtcdEndpoint[] => urls.map((url) => new GrpcEndpoint(url, readFiles));
