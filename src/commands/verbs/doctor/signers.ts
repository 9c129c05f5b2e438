/** Whose commits are valid: the signers, line by line, and the keyring. */
import { lapseOf, readSigner } from "../../../engine/source/signers.ts";
import { fine, finding, hidden, warning, type DoctorCheck, type DoctorContext } from "./check.ts";

const lineCheck = (
  scene: DoctorContext, path: string, text: string, at: number, now: number,
): DoctorCheck => {
  const id = `signer ${at}`;
  const signer = readSigner(text);
  if (signer === null) {
    return finding(id, `${path}:${at} is not: NAME [OPTIONS] KEYTYPE KEY`,
      'write it as: you@example.org namespaces="git" ssh-ed25519 AAAA…');
  }
  const who = `${signer.principals}, ${signer.type} ${scene.edges.fingerprintOf(signer.key)}`;
  const lapse = lapseOf(signer, now);
  const until = signer.options["valid-before"];
  return lapse === null ? fine(id, who + (until ? `, until ${until}` : ""))
    : warning(id, `${who} ${lapse}`, `${path}:${at}`);
};

const readable = (scene: DoctorContext, id: string, path: string): DoctorCheck | Uint8Array => {
  const { host, edges } = scene;
  if (host.stat(path) === null) {
    return finding(id, `${path} does not exist`, "put the keys there that sign the commits");
  }
  if (!edges.isRootsAlone(path)) {
    return finding(id, `others than root may write ${path}`,
      `chown root ${path} && chmod go-w ${path}, and the directories above it`);
  }
  try {
    return host.bytes(path, 4 * 1024 * 1024) ?? new Uint8Array();
  } catch {
    return hidden(id, `${path} cannot be read by you`);
  }
};

const signerChecks = (scene: DoctorContext, path: string, now: number): readonly DoctorCheck[] => {
  const found = readable(scene, "signers", path);
  if (!(found instanceof Uint8Array)) return [found];
  const checks = new TextDecoder().decode(found).split("\n").flatMap((line, at) =>
    (/^\s*(#|$)/.test(line) ? [] : [lineCheck(scene, path, line, at + 1, now)]));
  if (checks.some(({ outcome }) => outcome === "fine")) return checks;
  return [...checks, finding("signers", `no key in ${path} is valid today`,
    'add: you@example.org namespaces="git" ssh-ed25519 AAAA…')];
};

const PACKET = 0x80;

const keyringCheck = (scene: DoctorContext, path: string): DoctorCheck => {
  const found = readable(scene, "keyring", path);
  if (!(found instanceof Uint8Array)) return found;
  if (((found[0] ?? 0) & PACKET) !== 0) return fine("keyring", `${path}, ${found.length} bytes`);
  return finding("keyring", `${path} is not what gpg --export writes (is it armoured?)`,
    `gpg --export KEY > ${path}`);
};

export const keyChecks = (scene: DoctorContext, now: number): readonly DoctorCheck[] => {
  const source = scene.settings?.source;
  if (!source || source.url === null) return [];
  const { signers, keyring, signatures } = source;
  if (signatures === "none") {
    return [warning("signers", "signatures: none: any commit is accepted",
      "name signers: in agent.yaml, and drop signatures: none")];
  }
  return [...(signers === null ? [] : signerChecks(scene, signers, now)),
    ...(keyring === null ? [] : [keyringCheck(scene, keyring)])];
};
