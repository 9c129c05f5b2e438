/**
 * Makes the executable deaf to what would steer its run time. Bun's obeys BUN_OPTIONS (`--preload`
 * runs another script before ours), BUN_BE_BUN (it is not Vexor at all then), BUN_JSC_…, and
 * NODE_TLS_REJECT_UNAUTHORIZED; no option of `bun build` turns that off, and our own code runs too
 * late to. So the very first instructions of the process take variables that begin with BUN_ or
 * NODE_ out of its environment, and then go on where Bun's begin.
 *
 * They lie in a page at the end of the file; the program header that pointed to the notes (a build
 * id) maps it. At that point the C library has not yet looked at the environment, and the stack is
 * as the x86-64 ABI has it: argc, argv, 0, envp, 0.
 */

const CODE = Uint8Array.of(
  0x48, 0x8b, 0x34, 0x24, //               mov  rsi, [rsp]             argc
  0x48, 0x8d, 0x74, 0xf4, 0x10, //         lea  rsi, [rsp+rsi*8+16]    read here: envp
  0x48, 0x89, 0xf7, //                     mov  rdi, rsi               and write there
  0x48, 0x8b, 0x06, //               next: mov  rax, [rsi]
  0x48, 0x83, 0xc6, 0x08, //               add  rsi, 8
  0x48, 0x85, 0xc0, //                     test rax, rax
  0x74, 0x21, //                           jz   done
  0x8b, 0x08, //                           mov  ecx, [rax]
  0x81, 0xf9, 0x42, 0x55, 0x4e, 0x5f, //   cmp  ecx, "BUN_"
  0x74, 0xea, //                           je   next
  0x81, 0xf9, 0x4e, 0x4f, 0x44, 0x45, //   cmp  ecx, "NODE"
  0x75, 0x06, //                           jne  keep
  0x80, 0x78, 0x04, 0x5f, //               cmp  byte [rax+4], "_"
  0x74, 0xdc, //                           je   next
  0x48, 0x89, 0x07, //               keep: mov  [rdi], rax
  0x48, 0x83, 0xc7, 0x08, //               add  rdi, 8
  0xeb, 0xd3, //                           jmp  next
  0x48, 0x89, 0x07, //               done: mov  [rdi], rax             0, to the old end
  0x48, 0x83, 0xc7, 0x08, //               add  rdi, 8
  0x48, 0x39, 0xf7, //                     cmp  rdi, rsi
  0x72, 0xf4, //                           jb   done
  0xe9, //                                 jmp  (Bun's own entry)
);
const PAGE = 0x1000;

/** Offsets of ELF-64, as in elf(5). */
const HEADER = { machine: 0x12, entry: 0x18, table: 0x20, entrySize: 0x36, count: 0x38 } as const;
const SEGMENT = { type: 0, flags: 4, offset: 8, vaddr: 16, paddr: 24, filesz: 32, memsz: 40,
  align: 48 } as const;
const X86_64 = 62;
const PT_LOAD = 1;
const PT_NOTE = 4;
const READ_EXECUTE = 5;

const roundUp = (value: number): number => Math.ceil(value / PAGE) * PAGE;

/** The executable with our instructions first. Throws where it is not laid out as known. */
export const harden = (elf: Uint8Array): Uint8Array => {
  const view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
  const at = (offset: number): number => Number(view.getBigUint64(offset, true));
  if (view.getUint32(0) !== 0x7f454c46 || view.getUint16(HEADER.machine, true) !== X86_64) {
    throw new Error("not an executable for x86-64: its environment could not be hardened");
  }
  const headers = [...Array(view.getUint16(HEADER.count, true)).keys()]
    .map((index) => at(HEADER.table) + index * view.getUint16(HEADER.entrySize, true));
  const ofType = (type: number): readonly number[] =>
    headers.filter((header) => view.getUint32(header + SEGMENT.type, true) === type);
  const [note] = ofType(PT_NOTE);
  const loads = ofType(PT_LOAD);
  const end = Math.max(...loads.map((header) =>
    at(header + SEGMENT.vaddr) + at(header + SEGMENT.memsz)));
  // The kernel wants segments in the order of their addresses: ours is the last and the highest.
  if (note === undefined || note < Math.max(...loads)) {
    throw new Error("the executable has no program header to spare");
  }
  const [offset, address] = [roundUp(elf.byteLength), roundUp(end)];
  const out = new Uint8Array(offset + PAGE);
  out.set(elf);
  out.set(CODE, offset);
  const put = new DataView(out.buffer);
  const next = address + CODE.byteLength + 4;
  put.setInt32(offset + CODE.byteLength, at(HEADER.entry) - next, true);
  put.setBigUint64(HEADER.entry, BigInt(address), true);
  put.setUint32(note + SEGMENT.type, PT_LOAD, true);
  put.setUint32(note + SEGMENT.flags, READ_EXECUTE, true);
  for (const [field, value] of [["offset", offset], ["vaddr", address], ["paddr", address],
    ["filesz", PAGE], ["memsz", PAGE], ["align", PAGE]] as const) {
    put.setBigUint64(note + SEGMENT[field], BigInt(value), true);
  }
  return out;
};
