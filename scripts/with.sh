#!/bin/sh
# with.sh (bun|node) [ARG…]: runs a locked run time in the current directory, installing first.
set -eu

root=$(CDPATH='' cd -P -- "$(dirname "$0")/.." && pwd)
. "$root/scripts/toolchain.sh"

runtime=$1
shift
case $runtime in
  bun)
    find_bun || fail 'no Bun executable was installed for this platform: npm run build needs one.'
    exec "$bun" "$@"
    ;;
  node)
    need_node 22
    exec "$node" "$@"
    ;;
esac
fail "with.sh runs bun or node, not $runtime."
