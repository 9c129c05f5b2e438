/** The agent's settings: strict, with places, and nothing in them that git or ssh could misread. */
import { describe, expect, test } from "vitest";
import { remoteOf } from "../../../src/edges/git/run.ts";
import { readYaml } from "../../../src/edges/yaml/yaml.ts";
import { parseAgentSettings, policyOf, type SourceSettings } from "../../../src/engine/settings/agent-settings.ts";
import { formatDuration, secondsOf } from "../../../src/formats/duration.ts";
import { caught } from "../../support/repository.ts";

const parse = (text: string): SourceSettings =>
  parseAgentSettings(text, "agent.yaml", readYaml, "val-1").source;

const failure = (text: string): string => {
  const { code, place, message } = caught(() => parse(text));
  return `${code} ${place?.line}:${place?.column} ${message}`;
};

test("a setting that is left out has its default", () => {
  const source = parse("source: {url: /srv/fleet.git, signatures: none}");
  expect(source).toEqual({ url: "/srv/fleet.git", directory: null, branch: "main", poll: 60,
    timeout: 60, path: "hosts/val-1.yaml", signatures: "none", signers: null, keyring: null,
    pin: null, freshness: null, sshKey: null, knownHosts: "/etc/vexor-agent/known_hosts",
    maxSize: 64 * 1024 * 1024 });
  expect(policyOf(source, "val-1")).toEqual({ kind: "git", path: "hosts/val-1.yaml",
    signatures: "none", pin: null, freshness: null, hostName: "val-1" });
  const directory = parse("source: {directory: /etc/fleet, path: a.yaml, freshness: 7d}");
  expect(policyOf(directory, "val-1")).toMatchObject({ kind: "directory", freshness: 604_800 });
});

test("the path of a webhook is not shown, because it may be its secret", () => {
  const text = "source: {url: /a/b, signatures: none}\nwebhooks: [{url: 'http://ntfy.example.org/SECRET'}]";
  expect(failure(text)).toMatch(/^AGENT_SETTINGS 2:\d+ webhooks\[0\]\.url must be .*"http:\/\/ntfy\.example\.org\/…"/);
  expect(failure(text)).not.toContain("SECRET");
});

describe("a mistake is reported with its place", () => {
  test.each([
    ["", "AGENT_SETTINGS 1:1 the file must be a map; found nothing"],
    ["sorce: {}", 'AGENT_SETTINGS 1:1 the file needs the key "source"'],
    ["$y$SECRET: 1\npassword: b", 'the file is not the settings of an agent: it has no key "source"'],
    ["source: {}", "AGENT_SETTINGS 1:1 source needs exactly one of url and directory"],
    ["source: {url: /a/b, directory: /c}", "AGENT_SETTINGS 1:1 source needs exactly one of"],
    ["source:\n  url: /a/b\n  signatrues: none", 'AGENT_SETTINGS 3:3 unknown key "signatrues"'],
    ["source:\n  url: /a/b\n  signatures: all", 'AGENT_SETTINGS 3:15 source.signatures must be'],
    ["source:\n  url: /a/b", "AGENT_SETTINGS 1:1 source.signatures is head, and neither signers"],
    ["source:\n  directory: /a\n  poll: 4s", "AGENT_SETTINGS 3:3 source.poll must be at least 5 s"],
    ["source:\n  directory: /a\n  poll: 1.5h", "AGENT_SETTINGS 3:9 source.poll must be a time"],
    ["source:\n  directory: /a\n  poll: 60", "AGENT_SETTINGS 3:9 source.poll must be text"],
    ["source: {directory: /a, pin: abc}", "AGENT_SETTINGS 1:30 source.pin must be a commit id"],
    ["source: {directory: /a, path: ../x.yaml}", "AGENT_SETTINGS 1:31 source.path must be"],
    ["source: {directory: /a, path: x/.git/config}", "AGENT_SETTINGS 1:31 source.path must be"],
    ["source: {directory: /a, directory: /b}", "YAML_SYNTAX 1:25 duplicate key"],
  ])("%s", (text, says) => {
    expect(failure(text)).toContain(says);
  });
});

describe("facts are published to another place than the host follows", () => {
  const publishing = (followed: string, repository: string): string =>
    `source: {url: "${followed}", signatures: none}\nfacts:\n  repository: ${repository}`;

  test.each([
    ["git@git.example.org:fleet.git", "git@git.example.org:fleet.git"],
    ["git@git.example.org:fleet.git", "ssh://git@git.example.org/fleet"],
    ["ssh://git@git.example.org:22/fleet.git", "https://Git.example.org/fleet/"],
    ["git@git.example.org:/srv/fleet.git", "other@git.example.org:srv/fleet"],
    ["https://git.example.org:8443/a/fleet.git", "git.example.org@git.example.org:a/fleet"],
    ["/srv/git/fleet.git", "file:///srv/git/fleet.git"],
  ])("%s is the same repository as %s", (followed, repository) => {
    expect(failure(publishing(followed, repository))).toBe("AGENT_SETTINGS 3:3 facts.repository is the repository "
      + "that this host follows: a host that may push there could rewrite its own orders");
  });

  test.each([
    ["git@git.example.org:fleet.git", "git@git.example.org:facts.git"],
    ["https://git.example.org/a/fleet.git", "https://git.example.org/b/fleet.git"],
    ["https://git.example.org/fleet.git", "https://git2.example.org/fleet.git"],
  ])("%s is another one than %s", (followed, repository) => {
    expect(parseAgentSettings(publishing(followed, repository), "agent.yaml", readYaml, "val-1").facts)
      .toEqual({ directory: null, url: null, repository, branch: "main", sshKey: null, tokenFile: null,
        knownHosts: "/etc/vexor-agent/known_hosts", atMostEvery: 3600 });
  });

  test.each([
    ["facts: {}", "AGENT_SETTINGS 2:1 facts needs exactly one of directory, url and repository"],
    ["facts: {directory: /a, url: 'https://a.example.org/'}", "facts needs exactly one of"],
    ["facts: {url: 'http://a.example.org/'}", "facts.url must be a URL"],
    ["facts: {url: 'https://a.example.org/?token=SECRET'}", "facts.url must be a URL"],
    ["facts: {directory: /a, atMostEvery: 1}", "facts.atMostEvery must be text"],
  ])("%s", (text, says) => {
    expect(failure(`source: {url: /a/b, signatures: none}\n${text}`)).toContain(says);
  });
});

const REST = "source: {directory: /a, signatures: none}\n";

test.each([
  ["source: /srv/fleet", "AGENT_SETTINGS 1:9 source must be a map; found \"/srv/fleet\"", /./],
  ["source:\n  directory: /a\n  poll: 60", "AGENT_SETTINGS 3:9 source.poll must be text; found 60", /^Write a time such as 30s, 5m or 4h\.$/],
  [`${REST}metrics: {listen: 0.0.0.0}`, 'AGENT_SETTINGS 2:19 metrics.listen must be unix, or 127.0.0.1 or [::1] with a port; found "0.0.0.0"', /./],
  [`${REST}metrics: {listen: [unix, 5]}`, "AGENT_SETTINGS 2:26 metrics.listen[1] must be text; found 5", /^Write unix, or 127\.0\.0\.1/],
  [`${REST}metrics: {listen: "127.0.0.1:65536"}`, 'AGENT_SETTINGS 2:19 metrics.listen must be unix, or', /./],
])("%s: one mistake is one sentence, and the hint fits", (text, says, hint) => {
  const { message } = caught(() => parse(text));
  expect(failure(text)).toMatch(new RegExp(`^${says.replace(/[.[\]]/g, "\\$&")}`));
  expect(message).not.toContain("\n");
  expect(caught(() => parse(text)).hint).toMatch(hint);
});

test.each(["unix", "127.0.0.1:1", "127.0.0.1:65535", "[::1]:9464"])("metrics may listen at %s", (listen) => {
  expect(() => parse(`${REST}metrics: {listen: "${listen}"}`)).not.toThrow();
});

const isTaken = (url: string, branch: string, knownHosts = "/etc/known"): readonly boolean[] => {
  const took = (work: () => unknown): boolean => {
    try {
      work();
      return true;
    } catch {
      return false;
    }
  };
  const text = JSON.stringify({ source: { url, branch, knownHosts, signatures: "none" } });
  return [took(() => parse(text)),
    took(() => remoteOf({ url, branch, knownHosts, sshKey: null, maxSize: 1 }))];
};

describe("remotes and branches are allowed by a list, in the schema and where git is run", () => {
  test.each([
    "https://github.com/example/fleet.git", "https://git.example.org:8443/~me/fleet",
    "http://127.0.0.1:8080/fleet.git", "http://localhost/fleet", "ssh://git@host:2222/srv/fleet.git",
    "ssh://host/fleet", "git@github.com:example/fleet.git", "git@host:/srv/fleet",
    "/srv/git/fleet.git", "file:///srv/git/fleet.git",
  ])("%s", (url) => expect(isTaken(url, "main")).toEqual([true, true]));

  test.each([
    "ext::sh -c id", "ext::/bin/sh", "fd::17", "-u/bin/sh", "--upload-pack=id", "relative/path",
    "git://host/fleet", "http://example.org/fleet", "http://127.0.0.1.example.org/fleet",
    "https://user:secret@host/fleet", "https://host/fleet?x=1", "https://host/a b", "https://host",
    "ssh://-oProxyCommand=id/fleet", "ssh://host/fleet'", "-oProxyCommand=id@host:fleet",
    "git@-oProxyCommand=id:fleet", "git@host:-x", "git@host:a;id", "git@host:$(id)", "/a\nb",
    "file://host/../x y", "transport::https://host/x", "ssh://-host/fleet",
    "https://-host/fleet", "git@-host:fleet", "ssh://-user@host/fleet", "-user@host:fleet", "/srv/-x", "",
  ])("the remote %s is refused", (url) => expect(isTaken(url, "main")).toEqual([false, false]));

  test.each(["main", "release/1.2", "a_b-c"])("the branch %s is allowed", (branch) =>
    expect(isTaken("/a/b", branch)).toEqual([true, true]));

  test.each(["-x", "main;id", "a..b", "a//b", "a/", "a.lock", "x/.y", "a b", "a:b", "+a", "a~1", "",
    "a^", "@{-1}", "a.", "refs/*"])("the branch %s is refused", (branch) =>
    expect(isTaken("/a/b", branch)).toEqual([false, false]));

  test("a path that a shell could read differently is refused", () => {
    for (const path of ["/a b", "/a;id", "relative", "/$(id)", "/a'b", "/a\"", "/a\nb"]) {
      expect(isTaken("/a/b", "main", path), path).toEqual([false, false]);
    }
  });
});

test("durations are read and printed by one rule", () => {
  expect(["90s", "5m", "4h", "7d", "0s", "1w", "m", "5", "1.5h", "-5m", "9999999s"].map(secondsOf))
    .toEqual([90, 300, 14_400, 604_800, null, null, null, null, null, null, null]);
  expect([0, 59, 119, 120, 7199, 7200, 172_799, 172_800].map(formatDuration))
    .toEqual(["0s", "59s", "119s", "2m", "119m", "2h", "47h", "2d"]);
});

describe("a password in a URL", () => {
  const URL = "https://user:hunter2@host/fleet";
  test.each([
    `source: {url: "${URL}"}`, `source: {url: [${URL}]}`, `source: {${URL}: 1}`, `source: ${URL}`,
    `source: {url: "${URL}"`, `source: {url: /a/b, url: "${URL}"}`, `"${URL}"`,
    `source: {url: /a/b, signatures: none, branch: "${URL}"}`,
    `source: {url: /a/b, signatures: "${URL}"}`, `source: {url: /a/b, sshKey: "${URL}"}`,
    `source: {url: "https://hunter2@host/fleet"}`, `source: {url: "ssh://git:hunter2@host/fleet"}`,
    `source: {url: "https://user:hunt@er2:hunter2@host/fleet"}`,
    `webhooks: [{url: "${URL}"}]\nsource: {url: /a/b, signatures: none}`,
    `approval: "${URL}"\nsource: {url: /a/b, signatures: none}`,
  ])("%s", (text) => {
    const { message, hint } = caught(() => parse(text));
    expect(`${message} ${hint}`).not.toContain("hunter2");
  });

  test("is refused where git would be run, too", () => {
    expect(() => remoteOf({ url: URL, branch: "main", knownHosts: "/x", sshKey: null, maxSize: 1 }))
      .toThrow(/^(?!.*hunter2).*is not fetched from/);
  });
});
