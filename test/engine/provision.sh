#!/usr/bin/env bash
# Brings up a Docker engine on a bare Debian machine and builds the images the engine tests run.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/env.sh"
. "$here/common.sh"
. "$here/engine.sh"
. "$here/unpacked.sh"
. "$here/second.sh"
. "$here/images.sh"

# command:package
host_tools=(runc:runc iptables:iptables debootstrap:debootstrap tmux:tmux make:make flock:util-linux zsh:zsh fish:fish
  openssl:openssl hexdump:bsdextrautils ps:procps wrk:wrk h2load:nghttp2-client drill:ldnsutils strace:strace zstd:zstd)

install_host_tools() {
  local tool missing=()
  for tool in "${host_tools[@]}"; do
    type -P "${tool%:*}" >/dev/null || missing+=("${tool#*:}")
  done
  ((${#missing[@]})) || return 0
  say "host: ${missing[*]}"
  apt_get update -qq
  apt_get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

apt_get() { DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "$@" </dev/null; }

main() {
  local missing unpacking=
  [ "$(id -u)" = 0 ] || die "provisioning needs root"
  [ -n "$(mirror)" ] || die "$debian_sources names no mirror: this machine is no Debian of release 12 or later"
  mkdir -p "$GANTRY_ENGINE_DIR"
  exec 9>"$GANTRY_ENGINE_DIR/lock"
  flock -w 900 9 || die "another provisioning holds $GANTRY_ENGINE_DIR/lock"
  install_host_tools
  provide_engine
  mapfile -t missing < <(missing_programs)
  if ((${#missing[@]})); then
    acted=1
    unpack_programs "${missing[@]}" &
    unpacking=$!
  fi
  provide_images
  [ -z "$unpacking" ] || wait "$unpacking" || exit 1
  ((acted)) || say "nothing to do: engine $(engine_version), ${#images[@]} images are current"
}

acted=0
main
