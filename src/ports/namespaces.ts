/** What the kernel gives a namespace that is new. */
declare module "./host.ts" {
  interface ReaderPorts {
    readonly namespaces: NamespacePort;
  }
}

interface NamespacePort {
  /**
   * Values of /proc/sys keys (as paths) in a fresh network namespace, by path; keys it does not
   * have, and everything when namespaces are not permitted, are left out. The one detector query
   * that starts a process: call it once, and only when an answer hangs on it.
   */
  freshNetns(paths: readonly string[]): ReadonlyMap<string, string>;
}

export {};
