/** What the source's tests need of this machine; under CI they run, and fail where they cannot. */
import { existsSync } from "node:fs";
import { BINARY } from "../lab/machine.ts";

const NEEDS = ["/usr/bin/git", "/usr/bin/ssh-keygen", "/usr/sbin/sshd", "/usr/bin/gpg",
  "/usr/bin/gpgv", BINARY];

export const cannotServe = (): string | undefined => {
  const missing = NEEDS.filter((path) => !existsSync(path));
  return process.env["CI"] || missing.length === 0 ? undefined : `no ${missing.join(", ")}`;
};
