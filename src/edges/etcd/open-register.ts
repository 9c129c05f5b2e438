/** A key in etcd, by what the settings say. Neither way is loaded before it is asked for. */
import { VexorError } from "../../engine/model/errors.ts";
import { quote, withoutSecrets } from "../../formats/quote.ts";
import type {
  GatewayAccess, GrpcAccess, RegisterStore, StoreSettings,
} from "../../ports/register.ts";
import { loginIn, readAuthority, tlsFiles } from "./client-files.ts";
import type { EtcdEndpoint } from "./reply.ts";
import { EtcdStore } from "./store.ts";

const FORM = "An endpoint is https://NAME:PORT, without a path, a user and a query.";

const refuse = (message: string, hint: string): VexorError =>
  new VexorError("ETCD_ACCESS", message, { hint });

const endpointOf = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && /^https?:$/.test(url.protocol) && url.pathname === "/"
    && !/[@?#]/.test(text)) return url;
  throw refuse(`the endpoint ${quote(withoutSecrets(text))} has another form than is wanted`, FORM);
};

const assertTls = (urls: readonly URL[], what: string): void => {
  const plain = urls.find(({ protocol }) => protocol === "http:");
  if (plain) throw refuse(`${plain.host} is reached without TLS, and ${what}`, FORM);
};

const overGrpc = async (
  urls: readonly URL[], { ca, certificate }: GrpcAccess,
): Promise<readonly EtcdEndpoint[]> => {
  if (certificate !== null) assertTls(urls, "a certificate is shown by TLS alone");
  tlsFiles(ca, certificate);
  return (await import("./grpc.ts")).grpcEndpoints(urls, () => tlsFiles(ca, certificate));
};

const overGateway = async (
  urls: readonly URL[], { ca, login }: GatewayAccess,
): Promise<readonly EtcdEndpoint[]> => {
  if (login !== null) loginIn(login);
  return (await import("./gateway.ts")).gatewayEndpoints(urls, {
    ca: ca === null ? null : readAuthority(ca), token: null,
    login: login === null ? null : () => loginIn(login),
  });
};

/** Throws ETCD_ACCESS, for what is wrong on this host; it asks no server. */
export const openRegister = async (settings: StoreSettings): Promise<RegisterStore> => {
  const urls = settings.endpoints.map(endpointOf);
  if (urls.length === 0) throw refuse("no endpoint of etcd is named", FORM);
  const { access, unencrypted } = settings;
  if (!unencrypted) assertTls(urls, "what is on the way could write the register");
  return new EtcdStore(access.by === "grpc" ? await overGrpc(urls, access)
    : await overGateway(urls, access), settings);
};
