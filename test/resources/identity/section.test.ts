/** `identity:` of a host file: what is wrong with it, and in which line. */
import { expect, test } from "vitest";
import { clusterRpcs } from "../../../src/resources/shared/cluster-rpcs.ts";
import { failure, HEAD, loadText, MAIN } from "../../support/repository.ts";

const KEY = "7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2";
const identity = (rpc: string): string =>
  `${HEAD}identity:\n  pubkey: ${KEY}\n  keypair: /k.json\n  clusterRpc: ${rpc}\n`;

test.each([
  ["5", '6:15 identity.clusterRpc must be text or a list; found 5'],
  ["ftp://a.example", '6:15 identity.clusterRpc must be a URL; found "ftp://a.example"'],
  ["[]", "6:15 identity.clusterRpc must have at least 1 entry; found 0"],
  ["[https://a, https://b, https://c, https://d]", "6:15 identity.clusterRpc may have at most 3 entries; found 4"],
  ["[https://a, b]", '6:27 identity.clusterRpc[1] must be a URL; found "b"'],
  ["[https://a, https://a]", '6:27 identity.clusterRpc lists "https://a" twice'],
  ["https://[b", "6:3 identity.clusterRpc has an address that is not a URL"],
  ["\n  - https://a.example\n  - https://a.example:99999", "8:5 identity.clusterRpc has an address that is not a URL"],
  ["\n  - https://a.example/SECRET\n  - http://b.example:443\n  - https://user@A.example:443/",
    "9:5 identity.clusterRpc names a.example twice; wanted are nodes that do not depend on each other"],
])("clusterRpc: %s is refused", (rpc, why) => {
  expect(failure(() => loadText(identity(rpc)))).toBe(`HOST_FILE_INVALID ${MAIN}:${why}`);
});

test.each([
  ["https://a.example", ["https://a.example"]],
  ["[https://a.example, http://a.example:8899]", ["https://a.example", "http://a.example:8899"]],
])("clusterRpc: %s is taken", (rpc, urls) => {
  expect(clusterRpcs(loadText(identity(rpc)).declaration.identity ?? null)).toEqual(urls);
});
