/** The host's own signature of its facts: by ssh-keygen, so its key never is in this process. */
import { lstatSync } from "node:fs";
import { VexorError } from "../../engine/model/errors.ts";
import { FACTS_KEY } from "../../engine/settings/agent-files.ts";
import { FormatError } from "../../formats/format-error.ts";
import { quote } from "../../formats/quote.ts";
import { FACTS_NAMESPACE, parseSshSignature } from "../../formats/ssh-signature.ts";
import { runCommand } from "../linux/command.ts";
import { PLAIN_ENV } from "../linux/environment.ts";
import { othersMayWrite, trustedIn } from "../linux/trusted-path.ts";

const TIMEOUT_MS = 15_000;
const OTHERS = 0o077;
const ENV = { ...PLAIN_ENV, HOME: "/nonexistent" };

const refuse = (why: string): never => {
  throw new VexorError("FACTS_KEY", why);
};

/** A key that others can read signs for them as well. */
const assertOwn = (path: string, root: string): void => {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return refuse(`${FACTS_KEY} does not exist`);
  if (!stat.isFile()) refuse(`${FACTS_KEY} is not a file`);
  if ((stat.mode & OTHERS) !== 0) refuse(`others than root may read ${FACTS_KEY}: chmod 600`);
  const step = othersMayWrite(path, trustedIn(root));
  if (step !== null) refuse(`others than root may write ${step}, on the way to ${FACTS_KEY}`);
};

const assertTaken = (signature: string): void => {
  try {
    parseSshSignature(signature);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    refuse(`what ${FACTS_KEY} signs does not count: ${error.message}; wanted is an Ed25519 key`);
  }
};

/** As `ssh-keygen -Y sign` writes it. Throws FACTS_KEY. */
export const signFacts = async (root: string, text: string): Promise<string> => {
  const path = `${root}${FACTS_KEY}`;
  assertOwn(path, root);
  const { code, stdout, stderr } = await runCommand(
    ["ssh-keygen", "-q", "-Y", "sign", "-n", FACTS_NAMESPACE, "-f", path], TIMEOUT_MS,
    { env: ENV, cwd: "/", input: new TextEncoder().encode(text) });
  const why = quote(stderr.trim(), 200);
  if (code !== 0) refuse(`ssh-keygen does not sign with ${FACTS_KEY}: ${why}`);
  assertTaken(stdout);
  return stdout;
};
