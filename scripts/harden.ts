/**
 * Makes the executable deaf to what would steer its run time. Bun's obeys BUN_OPTIONS (`--preload`
 * runs another script before ours), BUN_BE_BUN (it is not Vexor at all then), BUN_JSC_…, and
 * NODE_TLS_REJECT_UNAUTHORIZED; no option of `bun build` turns that off, and our own code runs too
 * late to. So the very first instructions of the process copy its environment without variables
 * that begin with BUN_ or NODE_, add our own, and then go on where Bun's begin.
 *
 * They lie in a page at the end of the file; the program header that pointed to the notes (a build
 * id) maps it. At that point the C library has set `environ` and has not yet used it, and the stack
 * is as the x86-64 ABI has it: argc, argv, 0, envp, 0. The copy begins as far below as it is
 * longer.
 */

/** What Bun takes from nowhere else. */
const OWN: readonly string[] = [
  // A thread that touches memory ahead of its use: 5 % of a plan's processor time.
  "BUN_JSC_useWarmUpMarkedBlocks=0",
  // A thread that sweeps memory each time that the program comes to rest: up to two wake-ups for
  // each one of ours, and a sixth of what the keeper costs.
  "MIMALLOC_SCAVENGER=0",
];

/** So that the stack stays aligned to 16 bytes. */
const LONGER = 8 * (OWN.length + OWN.length % 2);

const int32 = (value: number): readonly number[] =>
  [value, value >> 8, value >> 16, value >> 24].map((byte) => byte & 0xff);

/** `environ` and `strings` are addresses; all of them are below 2 GiB. */
const code = (environ: number, strings: readonly number[]): readonly number[] => [
  0x48, 0x89, 0xe6, //                         mov  rsi, rsp             read here
  0x48, 0x83, 0xec, LONGER, //                 sub  rsp, LONGER
  0x48, 0x89, 0xe7, //                         mov  rdi, rsp             and write there
  0x48, 0x8b, 0x0e, //                         mov  rcx, [rsi]           argc
  0x48, 0x83, 0xc1, 0x02, //                   add  rcx, 2
  0xf3, 0x48, 0xa5, //                         rep  movsq                argc, argv, 0
  0x48, 0x89, 0x3c, 0x25, ...int32(environ), // mov [environ], rdi
  0x48, 0xad, //                         next: lodsq
  0x48, 0x85, 0xc0, //                         test rax, rax
  0x74, 0x1c, //                               jz   own
  0x8b, 0x08, //                               mov  ecx, [rax]
  0x81, 0xf9, 0x42, 0x55, 0x4e, 0x5f, //       cmp  ecx, "BUN_"
  0x74, 0xef, //                               je   next
  0x81, 0xf9, 0x4e, 0x4f, 0x44, 0x45, //       cmp  ecx, "NODE"
  0x75, 0x06, //                               jne  keep
  0x80, 0x78, 0x04, 0x5f, //                   cmp  byte [rax+4], "_"
  0x74, 0xe1, //                               je   next
  0x48, 0xab, //                         keep: stosq
  0xeb, 0xdd, //                               jmp  next
  ...strings.flatMap((at) => [
    0xb8, ...int32(at), //                own: mov  eax, string
    0x48, 0xab, //                             stosq
  ]),
  0x31, 0xc0, //                               xor  eax, eax
  0x48, 0xab, //                               stosq
  0xe9, //                                     jmp  (Bun's own entry)
];
const PAGE = 0x1000;

/** Offsets of ELF-64, as in elf(5). */
const HEADER = { machine: 0x12, entry: 0x18, segments: 0x20, sections: 0x28, segmentSize: 0x36,
  segmentCount: 0x38, sectionSize: 0x3a, sectionCount: 0x3c } as const;
const SEGMENT = { type: 0, flags: 4, offset: 8, vaddr: 16, paddr: 24, filesz: 32, memsz: 40,
  align: 48 } as const;
const SECTION = { type: 4, offset: 24, size: 32, link: 40 } as const;
const SYMBOL = { name: 0, section: 6, value: 8, bytes: 24 } as const;
const X86_64 = 62;
const PT_LOAD = 1;
const PT_NOTE = 4;
const SHT_DYNSYM = 11;
const READ_EXECUTE = 5;

const roundUp = (value: number): number => Math.ceil(value / PAGE) * PAGE;

class Elf {
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isForX64(): boolean {
    return this.#view.getUint32(0) === 0x7f454c46
      && this.#view.getUint16(HEADER.machine, true) === X86_64;
  }

  long(at: number): number {
    return Number(this.#view.getBigUint64(at, true));
  }

  /** Where the headers of segments of that type lie. */
  segments(type: number): readonly number[] {
    return this.#headers(HEADER.segments, HEADER.segmentSize, HEADER.segmentCount)
      .filter((header) => this.#view.getUint32(header + SEGMENT.type, true) === type);
  }

  /** The address that a symbol has in the executable itself; null where it has none. */
  addressOf(symbol: string): number | null {
    const sections = this.#headers(HEADER.sections, HEADER.sectionSize, HEADER.sectionCount);
    const table = sections.find((header) =>
      this.#view.getUint32(header + SECTION.type, true) === SHT_DYNSYM);
    if (table === undefined) return null;
    const names = this.long((sections[this.#view.getUint32(table + SECTION.link, true)] ?? 0)
      + SECTION.offset);
    const [first, size] = [this.long(table + SECTION.offset), this.long(table + SECTION.size)];
    for (let at = first; at < first + size; at += SYMBOL.bytes) {
      const isDefined = this.#view.getUint16(at + SYMBOL.section, true) !== 0;
      const name = names + this.#view.getUint32(at + SYMBOL.name, true);
      if (isDefined && this.#textAt(name) === symbol) return this.long(at + SYMBOL.value);
    }
    return null;
  }

  #textAt(at: number): string {
    return new TextDecoder().decode(this.bytes.subarray(at, this.bytes.indexOf(0, at)));
  }

  #headers(table: number, size: number, count: number): readonly number[] {
    return [...Array(this.#view.getUint16(count, true)).keys()]
      .map((index) => this.long(table) + index * this.#view.getUint16(size, true));
  }
}

/** What is put at `address`: our variables, and code that ends by a jump to `entry`. */
const pageFor = (address: number, environ: number, entry: number) => {
  const texts = OWN.map((text) => new TextEncoder().encode(`${text}\0`));
  const strings = texts.map((_, index) =>
    address + texts.slice(0, index).reduce((sum, { length }) => sum + length, 0));
  const variables = texts.flatMap((text) => [...text]);
  const instructions = code(environ, strings);
  const start = address + variables.length;
  const next = start + instructions.length + 4;
  return { start, bytes: [...variables, ...instructions, ...int32(entry - next)] };
};

/** The executable with our instructions first. Throws where it is not laid out as known. */
export const harden = (bytes: Uint8Array): Uint8Array => {
  const elf = new Elf(bytes);
  if (!elf.isForX64) {
    throw new Error("not an executable for x86-64: its environment could not be hardened");
  }
  const [note] = elf.segments(PT_NOTE);
  const loads = elf.segments(PT_LOAD);
  const end = Math.max(...loads.map((header) =>
    elf.long(header + SEGMENT.vaddr) + elf.long(header + SEGMENT.memsz)));
  // The kernel wants segments in the order of their addresses: ours is the last and the highest.
  if (note === undefined || note < Math.max(...loads)) {
    throw new Error("the executable has no program header to spare");
  }
  const environ = elf.addressOf("environ");
  if (environ === null) throw new Error("the executable does not have environ at a fixed address");
  const [offset, address] = [roundUp(bytes.byteLength), roundUp(end)];
  const page = pageFor(address, environ, elf.long(HEADER.entry));
  const out = new Uint8Array(offset + PAGE);
  out.set(bytes);
  out.set(page.bytes, offset);
  const put = new DataView(out.buffer);
  put.setBigUint64(HEADER.entry, BigInt(page.start), true);
  put.setUint32(note + SEGMENT.type, PT_LOAD, true);
  put.setUint32(note + SEGMENT.flags, READ_EXECUTE, true);
  for (const [field, value] of [["offset", offset], ["vaddr", address], ["paddr", address],
    ["filesz", PAGE], ["memsz", PAGE], ["align", PAGE]] as const) {
    put.setBigUint64(note + SEGMENT[field], BigInt(value), true);
  }
  return out;
};
