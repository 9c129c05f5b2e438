/** The register's text in etcd: one JSON object, its keys in one order, and nothing beside them. */
import { BASE58 } from "../formats/base58.ts";
import type { Handover, Register } from "./register.ts";

const FORMAT = "vexor.register/1";
const LONGEST = 4_096;
const NAME = /^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$/;
const PUBKEY = new RegExp(`^${BASE58}{32,44}$`);
const TOKEN = /^[0-9a-zA-Z]{1,64}$/;

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

const isName = (value: unknown): value is string => typeof value === "string" && NAME.test(value);

const isToken = (value: unknown): value is string => typeof value === "string" && TOKEN.test(value);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const handoverOf = (value: unknown): Handover | null | undefined => {
  if (value === null) return null;
  if (!isObject(value)) return undefined;
  const { to, digest, slot } = value;
  return isName(to) && (digest === null || isToken(digest)) && (slot === null || isCount(slot))
    ? { to, digest, slot } : undefined;
};

export const formatRegister = (register: Register): string => {
  const { format, group, lineage, identity, epoch, seq, holder, writer, state } = register;
  const { to, digest, slot } = register.handover ?? {};
  return JSON.stringify({ format, group, lineage, identity, epoch, seq, holder, writer, state,
    handover: register.handover && { to, digest, slot } });
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const registerOf = (value: unknown): Register | null => {
  if (!isObject(value)) return null;
  const { format, group, lineage, identity, epoch, seq, holder, writer, state } = value;
  const handover = handoverOf(value["handover"]);
  const isSound = format === FORMAT && isName(group) && isToken(lineage) && isName(holder)
    && typeof identity === "string" && PUBKEY.test(identity) && isCount(epoch)
    && isCount(seq) && (writer === "" || isToken(writer)) && handover !== undefined;
  if (!isSound || (state !== "held" && state !== "offered")) return null;
  return { format, group, lineage, identity, epoch, seq, holder, writer, state, handover };
};

/** Null for what no keeper has written: it must be this register's very text. */
export const parseRegister = (text: string): Register | null => {
  if (text.length > LONGEST) return null;
  const register = registerOf(parsed(text));
  return register !== null && formatRegister(register) === text ? register : null;
};
