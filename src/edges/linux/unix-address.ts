/** struct sockaddr_un, for system calls; a name that starts with @ is an abstract one. */
export const AF_UNIX = 1;

export const unixAddress = (path: string): Buffer => {
  const name = Buffer.from(path.startsWith("@") ? `\0${path.slice(1)}` : `${path}\0`);
  const address = Buffer.alloc(2 + name.length);
  address.writeUInt16LE(AF_UNIX, 0);
  name.copy(address, 2);
  return address;
};
