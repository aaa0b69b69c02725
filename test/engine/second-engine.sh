#!/usr/bin/env bash
# Runs an engine with the containerd image store and a registry beside the engine that is there, until its stdin ends:
#   second-engine.sh FOLDER PORT
# Both live in FOLDER. The engine has a network of its own; the registry answers on 127.0.0.1:PORT inside that one and out here.
set -euo pipefail

folder=$1 port=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/env.sh"
root=$GANTRY_ENGINE_DIR/root
engine_path=$root/usr/sbin:$root/usr/bin:$PATH
processes=()

main() {
  trap stop EXIT
  mkdir -p "$folder/registry"
  write_settings
  # With mounts of its own nothing of it can stay mounted when it is gone.
  PATH=$engine_path setsid unshare --net --mount sh -c 'ip link set lo up && exec "$@"' - \
    "$(PATH=$engine_path type -P dockerd)" --config-file "$folder/daemon.json" </dev/null >"$folder/dockerd.log" 2>&1 &
  processes+=($!)
  wait_for "$folder/docker.sock" "$!" "$folder/dockerd.log"
  nsenter --net="/proc/$!/ns/net" "$GANTRY_ENGINE_DIR/registry/docker-registry" serve "$folder/registry.yml" </dev/null >"$folder/registry.log" 2>&1 &
  processes+=($!)
  "$GANTRY_ENGINE_DIR/registry/docker-registry" serve "$folder/registry.yml" </dev/null >>"$folder/registry.log" 2>&1 &
  processes+=($!)
  wait_for_port "$!"
  echo ready
  cat >/dev/null
}

write_settings() {
  cat >"$folder/daemon.json" <<JSON
{
  "features": { "containerd-snapshotter": true },
  "data-root": "$folder/data", "exec-root": "$folder/run", "pidfile": "$folder/dockerd.pid",
  "hosts": ["unix://$folder/docker.sock"], "shutdown-timeout": 5
}
JSON
  # Two of them share the folder: neither remembers anything that the other would not find there.
  cat >"$folder/registry.yml" <<YAML
version: 0.1
log: { level: warn, accesslog: { disabled: true } }
storage: { filesystem: { rootdirectory: $folder/registry } }
http: { addr: "127.0.0.1:$port", secret: shared }
YAML
}

wait_for() {
  local socket=$1 process=$2 log=$3
  until DOCKER_HOST=unix://$socket docker version >/dev/null 2>&1; do still_runs "$process" "$log"; done
}

wait_for_port() { until (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do still_runs "$1" "$folder/registry.log"; done; }

still_runs() {
  if ((SECONDS > 60)) || ! kill -0 "$1" 2>/dev/null; then
    tail -n 30 "$2" >&2
    exit 1
  fi
  sleep 0.1
}

stop() {
  local process
  for process in "${processes[@]}"; do kill "$process" 2>/dev/null || true; done
  for _ in {1..150}; do
    kill -0 "${processes[0]:-0}" 2>/dev/null || break
    sleep 0.1
  done
  for process in "${processes[@]}" $(cat "$folder/run/containerd/containerd.pid" 2>/dev/null); do kill -9 "$process" 2>/dev/null || true; done
  rm -rf "$folder"
}

main
