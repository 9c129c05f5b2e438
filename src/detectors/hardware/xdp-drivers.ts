/**
 * What drivers can do for XDP, by the kernel that brought it: programs in the driver (native), and
 * sockets that share the card's buffers (zero-copy). From ebpf-docs, page of the program type XDP,
 * read in 2026 up to Linux 6.10; the largest frame that such a program may see is of x86.
 */

export interface XdpDriver {
  readonly native: string | null;
  readonly zeroCopy: string | null;
  readonly maxMtu: number | null;
}

type Row = readonly [native: string | null, zeroCopy: string | null, maxMtu: number | null];

const ROWS: Readonly<Record<string, Row>> = {
  mlx4_en: ["4.8", null, 3498], mlx5_core: ["4.9", "5.3", 3498], qede: ["4.10", null, null],
  nfp: ["4.10", "5.18", 4096], virtio_net: ["4.10", "6.11", 3506],
  bnxt_en: ["4.11", null, 3502], ixgbe: ["4.12", "4.20", 3050], i40e: ["4.13", "4.20", 3046],
  ixgbevf: ["4.17", null, null], veth: ["4.19", null, null], sfc: ["5.5", null, null],
  ice: ["5.5", "5.5", 3046], ena: ["5.6", null, 3498], hv_netvsc: ["5.6", null, 3506],
  igb: ["5.10", "6.14", 3046], igc: ["5.13", "5.14", 1500], stmmac: ["5.13", "5.13", 1500],
  mana: ["5.17", null, 3506], gve: ["6.4", "6.4", 2032], vmxnet3: ["6.6", null, 3494],
  ionic: ["6.9", null, 3502], atlantic: ["5.19", null, 2048], tg3: [null, null, null],
  r8169: [null, null, null],
};

/** Null for a driver that the table does not have. */
export const xdpOfDriver = (driver: string): XdpDriver | null => {
  const row = ROWS[driver];
  return row === undefined ? null : { native: row[0], zeroCopy: row[1], maxMtu: row[2] };
};
