/** What is known of an error code: how a run of Vexor ends by it, and what helps. */

export interface ErrorKind {
  /** 78: systemd does not restart the agent over it. */
  readonly exit: 1 | 3 | 4 | 5 | 64 | 78;
  /** Who can make it work: the same call now, the same call later, or a person. */
  readonly retry: "now" | "later" | "human";
  readonly about: string;
  readonly hint: string;
}

export const errorKind = (
  exit: ErrorKind["exit"], retry: ErrorKind["retry"], about: string, hint: string,
): ErrorKind => ({ exit, retry, about, hint });
