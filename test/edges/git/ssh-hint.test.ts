/** What a failed fetch asks of the operator, and what may pass by itself. */
import { describe, expect, test } from "vitest";
import { hintFor } from "../../../src/edges/git/ssh-hint.ts";

const REMOTE = { url: "git@git.example.org:fleet.git", scheme: "ssh", branch: "main",
  sshKey: "/etc/vexor-agent/deploy_key", knownHosts: "/etc/vexor-agent/known_hosts",
  maxSize: 1 } as const;

describe("a fetch that failed", () => {
  test.each([
    ["Warning: Identity file /etc/vexor-agent/deploy_key not accessible: No such file or directory.",
      /does not exist/],
    ['Load key "/etc/vexor-agent/deploy_key": Permission denied', /chgrp vexor-agent/],
    ["@ WARNING: UNPROTECTED PRIVATE KEY FILE! @", /chmod 640/],
    ["No ED25519 host key is known for git.example.org and you have requested strict checking.",
      /ssh-keyscan git\.example\.org/],
    ["Host key verification failed.", /ssh-keyscan/],
    ["REMOTE HOST IDENTIFICATION HAS CHANGED!", /another host key/],
    ["git@git.example.org: Permission denied (publickey).", /deploy key that may only read/],
    ["ERROR: Repository not found.", /correct url:/],
    ["fatal: could not read Username for 'https://git.example.org': terminal prompts disabled",
      /by its ssh url/],
    ["fatal: unable to access 'https://git.example.org/fleet/': The requested URL returned error: 301",
      /leads to another address/],
  ] as const)("is final: %s", (said, hint) => {
    expect(hintFor(said, REMOTE)).toEqual({ byPerson: true, hint: expect.stringMatching(hint) });
  });

  test.each([
    "ssh: connect to host git.example.org port 22: Connection refused",
    "ssh: Could not resolve hostname x: Could not resolve host",
    "ssh: connect to host git.example.org port 22: No route to host",
  ])("may pass: %s", (said) => expect(hintFor(said, REMOTE)).toMatchObject({ byPerson: false }));

  test("has no hint when the reason is not about enrolling", () => {
    expect(hintFor("fatal: the remote end hung up unexpectedly", REMOTE)).toBeNull();
  });
});
