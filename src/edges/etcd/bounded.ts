/** A call to one server, which ends in time whatever the server and the library do. */
import { failedAs, type EtcdReply } from "./reply.ts";

type EtcdCall<T> = (signal: AbortSignal) => Promise<EtcdReply<T>>;

const wordsIn = (error: unknown): string => {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return [code, message].filter((one) => typeof one === "string" && one !== "").join(": ");
};

export const bounded = <T>(
  call: EtcdCall<T>, withinMs: number, closing: AbortSignal,
): Promise<EtcdReply<T>> => new Promise((resolve) => {
  const stop = new AbortController();
  const end = (reply: EtcdReply<T>): void => {
    clearTimeout(timer);
    closing.removeEventListener("abort", close);
    resolve(reply);
    stop.abort();
  };
  const close = (): void => end(failedAs("the connection was closed"));
  const timer = setTimeout(() => end(failedAs("no answer in time")), Math.ceil(withinMs));
  closing.addEventListener("abort", close);
  const begun = async (): Promise<EtcdReply<T>> => call(stop.signal);
  begun().then(end, (error: unknown) => end(failedAs(wordsIn(error))));
});
