/** Certificates of one's own, by openssl: of an authority, of servers and of hosts. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const openssl = (...args: readonly string[]): void => void execFileSync("openssl", args, { stdio: "pipe" });
const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

export interface Certificate {
  /** Paths of PEM files; the key has mode 0600. */
  readonly cert: string;
  readonly key: string;
}

export interface Authority {
  readonly ca: string;
  /** `names` as in `DNS:localhost`. One that has expired was valid until a day ago. */
  issue(name: string, options?: { names?: readonly string[]; expired?: true }): Certificate;
}

const day = (offset: number): string =>
  new Date(Date.now() + offset * 86_400_000).toISOString().replace(/[-:T]|\.\d+/g, "");

export const makeAuthority = (directory: string, name: string): Authority => {
  const at = (file: string): string => join(directory, name, file);
  mkdirSync(at("issued"), { recursive: true });
  writeFileSync(at("index"), "");
  writeFileSync(at("serial"), "01\n");
  const [ca, key] = [at("ca.pem"), at("ca.key")];
  openssl("req", "-x509", ...NEW_KEY, "-keyout", key, "-out", ca, "-days", "30", "-subj", `/CN=${name}`);
  writeFileSync(at("config"), ["[ca]", "default_ca = own", "[own]", `new_certs_dir = ${at("issued")}`,
    `database = ${at("index")}`, `serial = ${at("serial")}`, `certificate = ${ca}`, `private_key = ${key}`,
    "default_md = sha256", "policy = any", "unique_subject = no", "[any]", "commonName = supplied"].join("\n"));
  let count = 0;
  return {
    ca,
    issue: (common, { names = [], expired } = {}) => {
      count += 1;
      const [own, request, cert] = [at(`${count}.key`), at(`${count}.csr`), at(`${count}.pem`)];
      openssl("req", ...NEW_KEY, "-keyout", own, "-out", request, "-subj", `/CN=${common}`);
      writeFileSync(at("extensions"), ["extendedKeyUsage = serverAuth, clientAuth",
        ...(names.length > 0 ? [`subjectAltName = ${names.join(",")}`] : [])].join("\n"));
      openssl("ca", "-batch", "-notext", "-config", at("config"), "-extfile", at("extensions"), "-in", request, "-out", cert,
        "-startdate", day(expired ? -3 : -1), "-enddate", day(expired ? -1 : 20));
      chmodSync(own, 0o600);
      return { cert, key: own };
    },
  };
};
