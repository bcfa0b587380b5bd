#!/bin/sh
# The benchmark, with the node and the libraries beside this file. What the system has itself comes first.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

library_path() {
  LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$1"
  export LD_LIBRARY_PATH
}

"$here/node" --version >/dev/null 2>&1 || library_path "$here/lib/c++"
if ! { ldconfig -p || /sbin/ldconfig -p; } 2>/dev/null | grep -q 'libvulkan\.so\.1'; then
  library_path "$here/lib/vulkan"
fi
exec "$here/node" "$here/scripts/bench/run.mjs" "$@"
