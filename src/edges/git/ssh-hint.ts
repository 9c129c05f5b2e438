/** What to do about a fetch that failed, for the failures that a new enrolment meets. */
import { quote, withoutSecrets } from "../../formats/quote.ts";
import { readFileSync } from "node:fs";
import { DEPLOY_KEY } from "../../engine/settings/agent-files.ts";
import type { Remote } from "./run.ts";

const PUBLIC_KEY = /^(?:ssh|ecdsa|sk)-[\w@.-]+ [A-Za-z0-9+/=]+/;

/** The line that belongs on the git server, or how to print it. */
const publicHalfOf = (sshKey: string): string => {
  const print = `ssh-keygen -y -f ${sshKey}`;
  try {
    return PUBLIC_KEY.exec(readFileSync(`${sshKey}.pub`, "latin1"))?.[0] ?? print;
  } catch {
    return print;
  }
};

const makeKey = (sshKey: string): string => `ssh-keygen -q -t ed25519 -N '' -f ${sshKey} && `
  + `chgrp vexor-agent ${sshKey} && chmod 640 ${sshKey}`;

const hostOf = ({ url }: Remote): string =>
  /^(?:ssh:\/\/)?(?:[^@/]+@)?([A-Za-z0-9.-]+)/.exec(url)?.[1] ?? "HOST";

const denied = ({ sshKey }: Remote): string => (sshKey === null
  ? `No key signs in: ${DEPLOY_KEY} does not exist, and sshKey: names no other. Make one: `
    + makeKey(DEPLOY_KEY)
  : `The server does not take the key ${sshKey}. Add its public half to the repository, as a `
    + `deploy key that may only read: ${publicHalfOf(sshKey)}`);

type Advice = (remote: Remote) => string;
type HintCase = readonly [RegExp, Advice];

/**
 * What ssh and git say, the most specific first: a key that cannot be read ends in "denied" too.
 */
const SET_UP: readonly HintCase[] = [
  [/Identity file \S+ not accessible: No such file/, ({ sshKey }) =>
    `sshKey: ${sshKey} does not exist. Make it: ${makeKey(sshKey ?? DEPLOY_KEY)}`],
  [/Load key .*: Permission denied/, ({ sshKey }) =>
    `The user vexor-agent may not read ${sshKey}: chgrp vexor-agent ${sshKey} && chmod 640 `
    + sshKey],
  [/UNPROTECTED PRIVATE KEY FILE/, ({ sshKey }) =>
    `ssh refuses a key that others may read: chown root:vexor-agent ${sshKey} && chmod 640 `
    + sshKey],
  [/Load key .*: (?:invalid format|error in libcrypto)/, ({ sshKey }) =>
    `${sshKey} is not a private key that ssh can read without a passphrase.`],
  [/REMOTE HOST IDENTIFICATION HAS CHANGED/, ({ knownHosts }) =>
    `The server shows another host key than ${knownHosts} lists. Find out why; replace the line `
    + "only if the new key is published by the server's operator."],
  [/No .+ host key is known|Host key verification failed/, (remote) =>
    `${remote.knownHosts} does not list ${hostOf(remote)} with that kind of key: `
    + `ssh-keyscan ${hostOf(remote)} >> ${remote.knownHosts}, then compare it with what the `
    + "server's operator publishes."],
  [/Permission denied \(/, denied],
  [/[Rr]epository not found|does not appear to be a git repository|not found$/m, (remote) =>
    `The server has no repository ${quote(withoutSecrets(remote.url))} that this key may read: `
    + "correct url: in agent.yaml, or add the deploy key to that repository."],
  [/requested URL returned error: 30[12378]/, ({ url }) =>
    `The server leads to another address, and the agent follows none. Name that address as url: in `
    + `agent.yaml: curl -sI '${withoutSecrets(url)}/info/refs?service=git-upload-pack' prints it.`],
  [/could not read (?:Username|Password)|Authentication failed|terminal prompts disabled/,
    () => "The server wants a password, and the agent has none: name the repository by its ssh "
      + "url (git@SERVER:fleet.git), and add the deploy key to it."],
];

/** It may pass by itself. */
const NETWORK: readonly HintCase[] = [
  [/Could not resolve host/, (remote) =>
    `This host's DNS does not know ${hostOf(remote)}: correct url: in agent.yaml, or the DNS.`],
  [/Connection refused|Connection timed out|No route to host|Network is unreachable/, (remote) =>
    `Nothing answers at ${hostOf(remote)}: look at the port in url:, the network, the firewall.`],
];

/** `byPerson`: it lasts until an operator changes something, on this host or on the server. */
interface Hint {
  readonly byPerson: boolean;
  readonly hint: string;
}

const among = (cases: readonly HintCase[], said: string): Advice | undefined =>
  cases.find(([pattern]) => pattern.test(said))?.[1];

/** Null for a failure that is not about enrolling. */
export const hintFor = (said: string, remote: Remote): Hint | null => {
  const setUp = among(SET_UP, said);
  if (setUp) return { byPerson: true, hint: setUp(remote) };
  const network = among(NETWORK, said);
  return network ? { byPerson: false, hint: network(remote) } : null;
};
