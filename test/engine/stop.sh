#!/usr/bin/env bash
# Stops the engine that provision.sh started; somebody else's engine is left alone.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/env.sh"
. "$here/common.sh"
. "$here/engine.sh"

is_our_daemon || {
  say "the engine in $GANTRY_ENGINE_DIR is not running"
  exit
}
daemon=$(cat "$engine_pid")
kill "$daemon"
for _ in {1..300}; do
  kill -0 "$daemon" 2>/dev/null || exit 0
  sleep 0.1
done
die "dockerd ($daemon) still runs after 30 s; its log is $engine_log"
