/** The package's own scripts, with what they must know of the product filled in. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HISTORY_KINDS } from "../src/resources/client/start-interlock.ts";
import { loadKinds } from "../src/resources/index.ts";

const directory = join(import.meta.dirname, "../packaging/deb");

/** What a removal may release: it stops no validator and changes no identity. */
const RELEASED = (await loadKinds()).filter(({ needsGuardian }) => !needsGuardian).map(
  ({ kind }) => kind)
  .reverse();

/** A purge keeps what the product defines as a start interlock: a new kind cannot be forgotten. */
export const maintainerScript = (name: "preinst" | "postinst" | "prerm" | "postrm"): string =>
  readFileSync(join(directory, name), "utf8").replace("@INTERLOCKS@", HISTORY_KINDS.join(" "))
    .replace("@KINDS@", RELEASED.join(" "));

/** What rpm runs before it removes the package: the same, without Debian's helper. */
export const rpmPreun = (): string => maintainerScript("prerm").replace(/^#!.*\n/, "")
  .replaceAll("deb-systemd-invoke", "systemctl");
