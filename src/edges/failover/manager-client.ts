/** What a manager asks keepers, over TLS: each question bounded in time and length; none throws. */
import { Agent, request } from "node:https";
import type { ManagerConfig } from "../../failover/manager-config.ts";
import type { ManagerPort } from "../../failover/manager-port.ts";
import { readAuthority, tlsFiles, tokenIn } from "../etcd/client-files.ts";
import { bodyOf } from "./peer-channel.ts";

const LONGEST = 16 * 1024;

/** Files that cannot be used are reported before the first question. Throws ETCD_ACCESS. */
export const openManager = (config: ManagerConfig): ManagerPort => {
  const { ca, certificate, key, token, timeoutMs } = config;
  const files = certificate === null || key === null
    ? { ca: ca === null ? null : readAuthority(ca), cert: null, key: null }
    : tlsFiles(ca, { cert: certificate, key });
  const secret = token === null ? null : tokenIn(token);
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  const tls = { ...files.ca === null ? {} : { ca: files.ca },
    ...files.cert === null || files.key === null ? {} : { cert: files.cert, key: files.key } };
  const headers = { "content-type": "application/json",
    ...secret === null ? {} : { authorization: `Bearer ${secret}` } };
  return {
    ask: (base, path, body) => new Promise((done) => {
      const signal = AbortSignal.timeout(timeoutMs);
      const silent = (why: string): void => done({ is: "silent", why });
      const sent = request(new URL(path, base), { method: "POST", agent, signal, headers,
        minVersion: "TLSv1.3", ...tls }, (response) => {
        const { statusCode = 0 } = response;
        void bodyOf(response, LONGEST).then((text) => {
          if (text === null) return silent("its answer is too long, or broken off");
          if (statusCode === 401) return silent("it does not accept this manager's token");
          return statusCode === 200 ? done({ is: "answer", text })
            : silent(`HTTP status ${statusCode}`);
        });
      });
      signal.addEventListener("abort", () => silent(`no answer within ${timeoutMs} ms`),
        { once: true });
      sent.on("error", ({ code, message }: NodeJS.ErrnoException) => silent(code ?? message));
      sent.end(JSON.stringify(body));
    }),
    close: () => agent.destroy(),
  };
};
