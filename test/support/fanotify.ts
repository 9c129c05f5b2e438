/** Records as the kernel writes them for fanotify. */
export const eventRecord = (mask: number, fd: number, pid: number): Buffer => {
  const bytes = Buffer.alloc(24);
  bytes.writeUInt32LE(24, 0);
  bytes.writeUInt8(3, 4);
  bytes.writeUInt32LE(mask, 8);
  bytes.writeInt32LE(fd, 16);
  bytes.writeInt32LE(pid, 20);
  return bytes;
};
