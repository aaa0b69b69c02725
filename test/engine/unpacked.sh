# Debian's packages, unpacked beside the system: nothing is installed and no service starts.

host_suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
nginx_packages='nginx nginx-common'

# folder, suite, program, packages; with a libc6 of its own a program starts through that one's loader.
programs=(
  "nginx $host_suite usr/sbin/nginx $nginx_packages"
  "nginx-1.22 bookworm usr/sbin/nginx $nginx_packages libc6 libssl3 libpcre2-8-0 zlib1g libcrypt1"
  "nginx-1.26 trixie usr/sbin/nginx $nginx_packages libc6 libssl3t64 libpcre2-8-0 zlib1g libcrypt1"
  "pebble forky usr/bin/pebble pebble"
  "testssl trixie usr/bin/testssl testssl.sh"
  "cron $host_suite usr/bin/crontab cron"
  "rclone $host_suite usr/bin/rclone rclone"
  "restic $host_suite usr/bin/restic restic"
  "prometheus $host_suite usr/bin/promtool prometheus"
)

missing_programs() {
  local line
  for line in "${programs[@]}"; do
    is_unpacked "$line" || echo "$line"
  done
}

# Each suite's lists are fetched once.
unpack_programs() {
  local line suite
  for suite in $(printf '%s\n' "$@" | cut -d ' ' -f 2 | sort -u); do
    apt_of "$suite" update -qq
    for line in "$@"; do
      [[ $line != *" $suite "* ]] || unpack $line
    done
  done
}

is_unpacked() { [ "$(cat "$GANTRY_ENGINE_DIR/${1%% *}/.packages" 2>/dev/null)" = "$1" ]; }

unpack() {
  local folder=$GANTRY_ENGINE_DIR/$1 suite=$2 program=$3 line=$* deb
  shift 3
  say "host: ${program##*/} of Debian $suite, unpacked into $folder"
  rm -rf "$folder.new" "$folder.debs" && mkdir -p "$folder.new" "$folder.debs"
  # With the suite's name: a version that this machine has from elsewhere would be looked for otherwise.
  (cd "$folder.debs" && apt_of "$suite" download -qq "${@/%//$suite}")
  for deb in "$folder.debs"/*.deb; do dpkg-deb -x "$deb" "$folder.new"; done
  rm -rf "$folder" "$folder.debs" && mv "$folder.new" "$folder"
  write_starter "$folder" "$program"
  runs "$folder/${program##*/}" || die "the unpacked ${program##*/} does not run"
  echo "$line" >"$folder/.packages"
}

# crontab has no word for that, and makes its spool where it is called with others.
runs() { [[ $1 == */crontab ]] && ldd "${1%/*}/usr/bin/crontab" || "$1" -v || "$1" -version || "$1" version || "$1" --version; } >/dev/null 2>&1

# <folder>/<program>: starts it from where it stands.
write_starter() {
  local folder=$1 program=$1/$2 starter=$1/${2##*/} libraries loader
  libraries=$(find "$folder" -type d -path "*lib/$(uname -m)-linux-gnu" | paste -sd :)
  loader=$(find "$folder" -name 'ld-linux-*.so.*' -path '*-linux-gnu/*' -print -quit)
  {
    echo '#!/bin/sh'
    echo "export TESTSSL_INSTALL_DIR='$folder/etc/testssl'"
    echo "exec ${loader:+"'$loader' --library-path '$libraries' "}'$program' \"\$@\""
  } >"$starter"
  chmod 755 "$starter"
}
