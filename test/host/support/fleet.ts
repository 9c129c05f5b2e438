/** A repository of host files by real git, people with real keys, and a host that follows it. */
import { spawnSync } from "node:child_process";
import {
  chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { makeTree } from "../../support/tree.ts";
import { BINARY } from "../lab/machine.ts";

export const HOST_FILE = "hosts/test-host.yaml";
export const DECLARATION = "apiVersion: vexor/v1\nhost: test-host\nextends: [../roles/r.yaml]\n";
const ROLE = "apiVersion: vexor/v1\nsysctl: {vm.swappiness: 10}\n";

export interface Said {
  readonly code: number | undefined;
  readonly out: string;
  readonly err: string;
}

type Signer = { readonly ssh: string } | { readonly pgp: string };

/** What a commit is: files by path (null removes one), and who signs it when. */
export interface Change {
  readonly files?: Readonly<Record<string, string | null>>;
  readonly by?: Signer | null;
  /** Both of the commit's dates, as git reads them. */
  readonly date?: string;
  readonly message?: string;
}

export class Fleet {
  readonly dir = mkdtempSync(join(tmpdir(), "vexor-fleet-"));
  readonly work = join(this.dir, "work");
  readonly origin = join(this.dir, "origin.git");
  /** The host, as a tree. */
  readonly root = makeTree({ "/proc/sys/vm/swappiness": "60\n", "/etc/vexor-agent/": "" });
  readonly #keys = join(this.dir, "keys");
  /** What the machine trusts in place of its own authorities, once set. */
  trusted: string | null = null;

  constructor() {
    for (const path of [this.dir, this.root]) chmodSync(path, 0o755);
    for (const path of [this.#keys, join(this.dir, "gnupg")]) mkdirSync(path, { mode: 0o700 });
    writeFileSync(join(this.dir, "gitconfig"), "[user]\nname = Ada\nemail = ada@example.org\n");
    this.git("init", "--quiet", "--bare", "-b", "main", this.origin);
    this.git(`--git-dir=${this.origin}`, "config", "receive.denyDeleteCurrent", "ignore");
    this.git("init", "--quiet", "-b", "main", this.work);
  }

  destroy(): void {
    this.run("gpgconf", "--kill", "all");
    for (const path of [this.dir, this.root]) rmSync(path, { recursive: true, force: true });
  }

  run(file: string, ...args: readonly string[]): string {
    return this.try([file, ...args]).out;
  }

  /** With a code other than 0 as an answer, if `fails`. */
  try([file = "", ...args]: readonly string[], fails = false, env = {}, input = ""): Said {
    const { status, stdout, stderr } = spawnSync(file, args, {
      cwd: existsSync(this.work) ? this.work : this.dir, encoding: "utf8", input,
      env: { PATH: process.env["PATH"], HOME: this.dir, GNUPGHOME: join(this.dir, "gnupg"),
        GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: join(this.dir, "gitconfig"), TZ: "UTC",
        ...env },
    });
    if (status !== 0 && !fails) throw new Error(`${file} ${args.join(" ")}: ${stderr}`);
    return { code: status ?? undefined, out: stdout, err: stderr };
  }

  git(...args: readonly string[]): string {
    return this.run("git", ...args).trim();
  }

  /** The public half of an SSH key of that name, made if there is none. */
  sshKey(name: string): string {
    const file = join(this.#keys, name);
    if (!existsSync(file)) this.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file);
    return readFileSync(`${file}.pub`, "utf8").trim();
  }

  sshKeyFile(name: string): string {
    this.sshKey(name);
    return join(this.#keys, name);
  }

  /** A key and a self-signed certificate, for an address. */
  certificate(address: string): { readonly key: string; readonly cert: string } {
    const [key, cert] = [join(this.#keys, "tls.key"), join(this.#keys, "tls.crt")];
    this.run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
      "-nodes", "-keyout", key, "-out", cert, "-days", "1", "-subj", "/CN=git",
      "-addext", `subjectAltName=IP:${address}`);
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  }

  /** The fingerprint of a new OpenPGP key; `made` in the past, and `lasts` as gpg says it. */
  pgpKey(name: string, made = "", lasts = "never"): string {
    const time = made === "" ? [] : [`--faked-system-time=${made}`];
    this.run("gpg", "--batch", "--quiet", ...time, "--passphrase", "", "--quick-gen-key",
      `${name} <${name}@example.org>`, "ed25519", "sign", lasts);
    const listed = this.run("gpg", "--batch", "--with-colons", "--list-keys", name);
    return /^fpr:+([0-9A-F]{40}):/m.exec(listed)?.[1] ?? "";
  }

  /** Writes files and commits; the new commit's id. */
  commit({ files = {}, by = null, date, message = "a change" }: Change = {}): string {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.work, path);
      mkdirSync(dirname(file), { recursive: true });
      if (text === null) rmSync(file);
      else writeFileSync(file, text);
    }
    this.git("add", "--all");
    return this.commitIndex({ by, message, ...(date === undefined ? {} : { date }) });
  }

  #signingAs(by: NonNullable<Change["by"]>): readonly string[] {
    return "ssh" in by
      ? ["-c", "gpg.format=ssh", "-c", `user.signingKey=${this.sshKeyFile(by.ssh)}`]
      : ["-c", `user.signingKey=${by.pgp}`];
  }

  commitIndex({ by = null, date, message = "a change" }: Omit<Change, "files">): string {
    const sign = by === null ? [] : this.#signingAs(by);
    const dates = date === undefined ? {} : { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    this.try(["git", ...sign, "commit", "--quiet", "--allow-empty", "-m", message,
      ...(by === null ? [] : ["-S"])], false, dates);
    return this.git("rev-parse", "HEAD");
  }

  push(...options: readonly string[]): void {
    this.git("push", "--quiet", ...options, this.origin, "HEAD:refs/heads/main");
  }

  /** The first state: a host file and its role. */
  begin(by: Signer | null = null): string {
    const id = this.commit({ files: { [HOST_FILE]: DECLARATION, "roles/r.yaml": ROLE }, by,
      message: "first" });
    this.push();
    return id;
  }

  configure(source: Readonly<Record<string, string>>): void {
    writeFileSync(join(this.root, "etc/vexor-agent/agent.yaml"), JSON.stringify({ source }));
  }

  onHost(path: string, text: string, mode = 0o644): void {
    writeFileSync(join(this.root, path), text);
    chmodSync(join(this.root, path), mode);
  }

  /** The record of the accepted commit, byte for byte. */
  get record(): string | null {
    const path = join(this.root, "var/lib/vexor-agent/source.json");
    return existsSync(path) ? readFileSync(path, "utf8") : null;
  }

  /** Not synchronous: the servers that it talks to may live in this very process. */
  async vexor(...args: readonly string[]): Promise<Said> {
    const trusting = this.trusted === null ? [] : ["unshare", "--mount", "sh", "-ec",
      'mount --bind "$0" /etc/ssl/certs/ca-certificates.crt; exec "$@"', this.trusted];
    const [file = "", ...rest] = [...trusting, BINARY, ...args, "--root", this.root];
    const { exitCode, stdout, stderr } = await execa(file, rest,
      { reject: false, stdin: "ignore" });
    return { code: exitCode, out: stdout, err: stderr };
  }

  async json(...args: readonly string[]): Promise<Record<string, never>> {
    const { out } = await this.vexor("source", ...args, "--json");
    return JSON.parse(out) as Record<string, never>;
  }

  /** What came of fetching and checking: the commit, or `CODE message`. */
  async checked(): Promise<string> {
    const said = await this.json("check") as Record<string, unknown>;
    if (said["format"] !== "vexor.error/1") return String(said["commit"]);
    const { code, message } = said["error"] as { code: string; message: string };
    return `${code} ${message}`;
  }
}
