/**
 * `failover:` of the host file. Most that can be wrong with it is unsafe and looks fine: times that
 * let two hosts sign, a key that would start staked, a register that anybody can write.
 */
import { judgeEtcd } from "../../failover/etcd-floor.ts";
import { timingProblems } from "../../failover/timing.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Pointer } from "../../engine/host-file/host-file-source.ts";
import type {
  Section, SectionProblem, SectionRemark,
} from "../../engine/host-file/section.ts";
import { formatMilliseconds } from "../../formats/duration.ts";
import { problemBeside } from "./problems-beside.ts";
import { isDryRun, timingOf, type FailoverSpec, type RegisterSpec } from "./spec.ts";

const wrong = (at: Pointer, message: string, hint: string): SectionProblem =>
  ({ at, error: new VexorError("HOST_FILE_INVALID", message, { hint }) });

const unsafeTiming = (spec: FailoverSpec): SectionProblem | null => {
  const [first] = timingProblems(timingOf(spec));
  if (first === undefined) return null;
  const { key, found, least, why } = first;
  const isDeclared = spec.timing?.[key] !== undefined;
  return wrong(isDeclared ? ["timing", key] : ["timing"],
    `failover.timing.${key} is ${formatMilliseconds(found)}${isDeclared ? "" : " by default"}; `
      + `the shortest safe time is ${formatMilliseconds(Math.ceil(least))}: ${why}`,
    `Write ${key}: ${formatMilliseconds(Math.ceil(least))} or more, or shorten the others.`);
};

const hostIn = (url: string): string => URL.parse(url)?.hostname ?? "";

/** Certificates are of names; one that is of an address is refused where etcd is asked. */
const isAddress = (url: string): boolean => {
  const host = hostIn(url);
  return host === "" || host.startsWith("[") || /^\d+(\.\d+){3}$/.test(host);
};

const BY_NAME = "Write a name that its certificate has, such as etcd-1.example.org.";

const misnamedPeer = ({ peer: { url } }: FailoverSpec): SectionProblem | null =>
  (isAddress(url) ? wrong(["peer", "url"], `failover.peer.url is ${url}; wanted is the name of the `
    + "other host, which its certificate has", BY_NAME) : null);

const misnamedEndpoint = (
  { endpoints, unencrypted }: RegisterSpec,
): SectionProblem | null => {
  for (const [at, url] of endpoints.entries()) {
    const place = ["register", "endpoints", at];
    if (url.startsWith("http:") && unencrypted === undefined) {
      return wrong(place, `failover.register.endpoints[${at}] is not encrypted; wanted is https://`,
        "Give etcd a certificate, or say unencrypted: allowed.");
    }
    if (url.startsWith("https:") && isAddress(url)) {
      return wrong(place, `failover.register.endpoints[${at}] is ${url}; wanted is a name, which `
        + "its certificate has", BY_NAME);
    }
  }
  return null;
};

/** One way to sign in, and whole. */
const halfLogin = (register: RegisterSpec): SectionProblem | null => {
  const { protocol = "grpc", certificate, key, login } = register;
  const at = (name: string): Pointer => ["register", name];
  if (certificate !== undefined && key === undefined) {
    return wrong(at("certificate"), "failover.register has a certificate and no key",
      "Name its key: key: PATH.");
  }
  if (key !== undefined && certificate === undefined) {
    return wrong(at("key"), "failover.register has a key and no certificate",
      "Name its certificate: certificate: PATH.");
  }
  return protocol === "grpc" && login !== undefined
    ? wrong(at("login"), "failover.register.protocol is grpc, which signs in by a certificate",
      "Name certificate and key, or use protocol: gateway.") : null;
};

const LARGEST_PORT = 65_535;

const portOf = (listen: string): number => Number(listen.slice(listen.lastIndexOf(":") + 1));

/** A door that anybody could use is none that the keeper opens. */
const openManager = ({ manager, register, peer }: FailoverSpec): SectionProblem | null => {
  if (manager === undefined) return null;
  const at = (name: string): Pointer => ["manager", name];
  const { listen, ca, token } = manager;
  const port = portOf(listen);
  if (port < 1 || port > LARGEST_PORT) {
    return wrong(at("listen"), `failover.manager.listen is ${listen}; wanted is a port from 1 to `
      + LARGEST_PORT, "Write another port: listen: :8080.");
  }
  if (port === Number(URL.parse(peer.url)?.port || "443")) {
    return wrong(at("listen"), `failover.manager.listen is ${listen}; the keeper's peer asks at `
      + "that port", "Write another port: listen: :8080.");
  }
  if (ca === undefined && token === undefined) {
    return wrong(["manager"], "failover.manager has neither ca nor token, so anybody could have "
      + "the identity handed over", "Name the authority of a manager's certificate: ca: FILE; or a "
      + "file with a secret: token: FILE.");
  }
  return register.certificate !== undefined ? null : wrong(["manager"], "failover.manager answers "
    + "with the certificate of failover.register, which names none",
  "Name certificate and key there.");
};

const repeated = (texts: readonly string[]): number =>
  texts.findIndex((text, at) => texts.indexOf(text) < at);

/** What this version does not do for them yet is refused, and not left out. */
const unfitValidator = (
  { validator, unplanned, manager }: FailoverSpec,
): SectionProblem | null => {
  if (validator === undefined) return null;
  const again = repeated(validator.keys.map((key) => key.toLowerCase()));
  if (again >= 0) {
    return wrong(["validator", "keys", again], `failover.validator.keys[${again}] is there twice`,
      "Leave one of them out.");
  }
  const urls = [validator.beaconNode, ...validator.otherBeaconNodes ?? []];
  const hosts = urls.map((url) => URL.parse(url)?.host ?? "");
  if (hosts.includes("") || repeated(hosts) >= 0) {
    return wrong(["validator"], hosts.includes("") ? "failover.validator has an address that is "
      + "not a URL" : "failover.validator names one beacon node twice; wanted are nodes that do "
        + "not depend on each other", "Write https://HOST:PORT, each host once.");
  }
  if (unplanned !== undefined) {
    return wrong(["unplanned"], "failover.unplanned is allowed, and failover.validator is of an "
      + "Ethereum-like validator: this version hands those over only where a person asks for it",
    "Take unplanned: out.");
  }
  return manager === undefined ? null : wrong(["manager"], "failover.manager answers for a "
    + "validator of Solana, and failover.validator is of another chain", "Take manager: out.");
};

const problemIn = (spec: FailoverSpec): SectionProblem | null =>
  unfitValidator(spec) ?? misnamedPeer(spec) ?? misnamedEndpoint(spec.register)
    ?? halfLogin(spec.register) ?? openManager(spec) ?? unsafeTiming(spec);

const countRemark = ({ endpoints: { length } }: RegisterSpec): readonly SectionRemark[] => {
  const at = ["register", "endpoints"];
  if (length === 1) {
    return [{ at, message: "one member of etcd is a single point of failure: where it fails, the "
      + "host that signs gives the identity up; wanted are three" }];
  }
  return length % 2 === 1 ? [] : [{ at, message: `${length} members of etcd bear no more failures `
    + `than ${length - 1}; wanted is an odd number` }];
};

const floorRemark = (olderEtcd: string): readonly SectionRemark[] => {
  const judged = judgeEtcd(olderEtcd, olderEtcd);
  return [{ at: ["register", "olderEtcd"], message: judged.verdict === "safe"
    ? `etcd ${olderEtcd} is safe: olderEtcd: is not needed` : `unsafe: ${judged.why}` }];
};

/** What holds, and is seldom meant. */
export const remarksOn = (spec: FailoverSpec): readonly SectionRemark[] => {
  const { protocol = "grpc", ca, certificate, login, unencrypted, olderEtcd } = spec.register;
  const signsInBy = protocol === "gateway" ? login : certificate;
  return [
    ...(isDryRun(spec) ? [{ at: ["dryRun"], message: "dry run: the keeper watches and says what it "
      + "would do, and hands nothing over; dryRun: false ends that" }] : []),
    ...countRemark(spec.register),
    ...(olderEtcd === undefined ? [] : floorRemark(olderEtcd)),
    ...(unencrypted === undefined ? [] : [{ at: ["register", "unencrypted"],
      message: "unsafe: anybody on the way to etcd can write the register" }]),
    ...(spec.manager?.ca === undefined || spec.manager.ca !== ca ? []
      : [{ at: ["manager", "ca"], message: "each host and each member of etcd that this authority "
        + "has signed may have the identity handed over; wanted is one for managers alone" }]),
    ...(signsInBy === undefined ? [{ at: ["register"],
      message: "unsafe: this host signs in at etcd by nothing, so anybody can write the register" }]
      : []),
    ...(certificate === undefined ? [{ at: ["register"], message: "without certificate and key the "
      + "keeper does not start: the two of them show theirs to each other" }] : []),
  ];
};

export const failoverSection: Section = {
  key: "failover", problemIn, problemBeside, remarksOn,
  settingAt: () => ({ at: [] }),
};
