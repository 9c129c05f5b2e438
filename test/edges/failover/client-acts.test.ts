/** A client that is not made to stop: by a disk that refuses the role nothing has changed, and whether it may go on is another's word. */
import { expect, test } from "vitest";
import { clientActs } from "../../../src/edges/failover/client-acts.ts";
import { renderRole, ROLE_PATH } from "../../../src/failover/role.ts";
import type { FailoverSettings } from "../../../src/failover/settings.ts";
import type { Host } from "../../../src/ports/host.ts";

const ACTIVE = renderRole({ group: "g", epoch: 5, role: "active" });

const onFullDisk = (role: string | null): { readonly demote: (epoch: number | null) => Promise<unknown>; readonly ran: () => number } => {
  let ran = 0;
  const host = { remove: () => undefined, makeDir: () => undefined, read: (path: string) => (path === ROLE_PATH ? role : null),
    replace: () => { throw new Error("ENOSPC"); }, run: async () => { ran++; } } as unknown as Host;
  const acts = clientActs(host, { group: "g", units: [], timing: { fence: 10 } } as unknown as FailoverSettings, () => undefined);
  return { demote: (epoch) => acts.demote(() => epoch), ran: () => ran };
};

test("on a full disk it goes on in the epoch that is held, and no plan begins", async () => {
  const { demote, ran } = onFullDisk(ACTIVE);
  expect([await demote(5), ran()]).toEqual(["kept", 0]);
});

test.each<[string, string | null, number | null]>([
  ["where it may not", ACTIVE, null], ["where plans find that another epoch is held", ACTIVE, 6],
  ["where plans find that it is a standby", renderRole({ group: "g", epoch: 5, role: "standby" }), 5], ["where plans find nothing", null, 5],
])("it does not go on %s", async (_, role, epoch) => {
  expect(await onFullDisk(role).demote(epoch)).toBeNull();
});
