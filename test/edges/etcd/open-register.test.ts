/** What is wrong on this host is said before a server is asked, and nothing of a secret with it. */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openRegister } from "../../../src/edges/etcd/open-register.ts";
import type { StoreSettings } from "../../../src/ports/register.ts";
import { makeAuthority } from "../../host/support/certificates.ts";

const place = mkdtempSync(join(tmpdir(), "vexor-etcd-files-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
const authority = makeAuthority(place, "authority");
const host = authority.issue("host-a");
const expired = authority.issue("host-a", { expired: true });

const file = (name: string, text: string, mode = 0o600): string => {
  const path = join(place, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
};

const SECRET = "correct horse";
const grpc = (more: Partial<{ ca: string; cert: string; key: string }> = {}): StoreSettings["access"] =>
  ({ by: "grpc", ca: more.ca ?? authority.ca, certificate: { cert: more.cert ?? host.cert, key: more.key ?? host.key } });
const gateway = (login: string | null, ca: string | null = null): StoreSettings["access"] => ({ by: "gateway", ca, login });
const open = (access: StoreSettings["access"], ...endpoints: readonly string[]): Promise<unknown> =>
  openRegister({ endpoints: endpoints.length > 0 ? endpoints : ["https://localhost:1"], key: "/k", answerWithinMs: 100, access, unencrypted: endpoints.some((one) => one.includes("plain")) });

test("what is as it should be is opened", async () => {
  await open(grpc());
  await open(gateway(file("login", `host-a:${SECRET}\n`), authority.ca));
  await open(gateway(null), "http://plain.test:2379", "https://etcd.test");
  await open(gateway(file("login", `host-a:${SECRET}\n`)), "http://plain.test:2379");
});

mkdirSync(join(place, "open"), { mode: 0o777 });
chmodSync(join(place, "open"), 0o777);

test.each<[string, () => StoreSettings["access"], RegExp]>([
  ["a key that others may read", () => grpc({ key: file("key", SECRET, 0o640) }), /key has mode 0640; wanted is 0600 or less/],
  ["a key in a directory of all users", () => grpc({ key: file("open/key", SECRET) }), /other users can change .*open, on the way to .*open\/key/],
  ["a key that is none", () => grpc({ key: file("no-key", SECRET) }), /no-key is not a private key in PEM/],
  ["the key of another certificate", () => grpc({ key: expired.key }), /is the key of another certificate/],
  ["a key that is not there", () => grpc({ key: join(place, "none") }), /none cannot be read: ENOENT/],
  ["a key that is a directory", () => grpc({ key: place }), /is not a regular file/],
  ["an expired certificate", () => grpc({ cert: expired.cert }), /^the certificate .* has expired: it was valid to /],
  ["a certificate that is none", () => grpc({ cert: file("cert", SECRET) }), /cert is not a certificate in PEM/],
  ["an authority that is none", () => grpc({ ca: file("ca", SECRET) }), /ca is not a certificate in PEM/],
  ["a password that others may read", () => gateway(file("readable", `a:${SECRET}`, 0o604)), /readable has mode 0604/],
  ["a password without a user", () => gateway(file("bare", SECRET)), /bare has another form than one line USER:PASSWORD/],
  ["two lines of passwords", () => gateway(file("two", `a:${SECRET}\nb:${SECRET}\n`)), /two has another form/],
])("%s is refused", async (_, access, message) => {
  await expect(open(access())).rejects.toMatchObject({ code: "ETCD_ACCESS", message: expect.stringMatching(message) });
  await open(access()).catch((error: unknown) => expect(JSON.stringify([error, String(error)])).not.toContain(SECRET));
});

test.skipIf(process.getuid?.() !== 0)("a key of another user, or by another user's link, is refused", async () => {
  const others = file("others", SECRET);
  chownSync(others, 12345, 0);
  await expect(open(grpc({ key: others }))).rejects.toThrow(/others belongs to user 12345; wanted is root, or user 0/);
  mkdirSync(join(place, "theirs"));
  symlinkSync(host.key, join(place, "theirs/key"));
  chownSync(join(place, "theirs"), 12345, 0);
  await expect(open(grpc({ key: join(place, "theirs/key") }))).rejects.toThrow(/other users can change .*theirs/);
});

test.each<[string, StoreSettings["access"], RegExp]>([
  ["localhost:2379", gateway(null), /has another form/],
  ["https://user:secret@localhost:2379", gateway(null), /^(?!.*secret).*has another form/], ["https://localhost:2379/v3", gateway(null), /has another form/],
  ["file:///etc/passwd", gateway(null), /has another form/], ["unix://localhost:0", gateway(null), /has another form/],
  ["http://plain.test:2379", grpc(), /plain\.test:2379 is reached without TLS, and a certificate is shown by TLS alone/],
  ["http://etcd.test:2379", gateway(null), /etcd\.test:2379 is reached without TLS, and what is on the way could write the register/],
])("the endpoint %s is refused", async (endpoint, access, message) => {
  await expect(open(access, "https://localhost:1", endpoint)).rejects.toMatchObject({ code: "ETCD_ACCESS", message: expect.stringMatching(message) });
});

test("no endpoint at all is refused", async () => {
  await expect(openRegister({ endpoints: [], key: "/k", answerWithinMs: 100, access: gateway(null), unencrypted: true })).rejects.toThrow(/no endpoint/);
});
