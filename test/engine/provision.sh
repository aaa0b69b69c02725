#!/usr/bin/env bash
# Brings up a Docker engine on a bare Debian machine and builds the images the engine tests run.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/env.sh"
. "$here/common.sh"
. "$here/engine.sh"
. "$here/images.sh"

nginx_root=$GANTRY_ENGINE_DIR/nginx

# command:package
host_tools=(runc:runc iptables:iptables debootstrap:debootstrap tmux:tmux make:make flock:util-linux zsh:zsh fish:fish)

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

# Debian's nginx, unpacked: nothing is installed and no service starts. Its libraries are those every Debian has.
provide_nginx() {
  local debs=$GANTRY_ENGINE_DIR/nginx.debs suite deb
  "$nginx_root/usr/sbin/nginx" -v 2>/dev/null && return
  say "host: nginx, unpacked into $nginx_root"
  rm -rf "$debs" "$nginx_root" && mkdir -p "$debs" "$nginx_root"
  suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
  apt_of "$suite" update -qq
  (cd "$debs" && apt_of "$suite" download -qq nginx nginx-common)
  for deb in "$debs"/*.deb; do dpkg-deb -x "$deb" "$nginx_root"; done
  rm -rf "$debs"
  "$nginx_root/usr/sbin/nginx" -v || die "the unpacked nginx does not run"
}

apt_get() { DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "$@" </dev/null; }

main() {
  [ "$(id -u)" = 0 ] || die "provisioning needs root"
  [ -n "$(mirror)" ] || die "$debian_sources names no mirror: this machine is no Debian of release 12 or later"
  mkdir -p "$GANTRY_ENGINE_DIR"
  exec 9>"$GANTRY_ENGINE_DIR/lock"
  flock -w 900 9 || die "another provisioning holds $GANTRY_ENGINE_DIR/lock"
  install_host_tools
  provide_engine
  provide_nginx
  provide_images
  ((acted)) || say "nothing to do: engine $(engine_version), ${#images[@]} images are current"
}

acted=0
main
