# The engine itself: Debian's newer packages, unpacked beside the system and started from there.

engine_suites=(forky trixie)
engine_packages=(docker.io containerd docker-cli docker-compose docker-buildx)
engine_root=$GANTRY_ENGINE_DIR/root
engine_log=$GANTRY_ENGINE_DIR/dockerd.log
engine_pid=$GANTRY_ENGINE_DIR/dockerd.pid
plugin_dir=/usr/local/lib/docker/cli-plugins

engine_version() { docker version --format '{{.Server.Version}}' 2>/dev/null; }
compose_version() { docker compose version --short 2>/dev/null; }

at_least() { [ "$(printf '%s\n' "$1" "${2#v}" | sort -V | head -n 1)" = "$1" ]; }

provide_engine() {
  engine_suffices && return
  [ -x "$engine_root/usr/bin/docker-init" ] || install_engine
  link_client
  . "$here/env.sh"
  is_our_daemon || start_engine
}

# Somebody else's engine that is too old ends the script: two cannot share the socket.
engine_suffices() {
  local engine compose
  engine=$(engine_version) || return 1
  compose=$(compose_version) || compose=0
  at_least 25 "$engine" && at_least 2.24 "$compose" && return
  is_our_daemon || die "engine $engine with compose $compose answers; the tests need 25 and 2.24: stop or update it"
  return 1
}

is_our_daemon() {
  local pid
  pid=$(cat "$engine_pid" 2>/dev/null) || return 1
  [ "$(readlink "/proc/$pid/exe")" = "$engine_root/usr/sbin/dockerd" ]
}

install_engine() {
  local suite
  for suite in "${engine_suites[@]}"; do
    say "engine: packages of Debian $suite"
    unpack_engine "$suite" && return
  done
  die "no Debian suite of ${engine_suites[*]} could be unpacked"
}

# Runs in a condition, where errexit is off: hence the chain.
unpack_engine() {
  local fresh=$GANTRY_ENGINE_DIR/root.new debs=$GANTRY_ENGINE_DIR/debs deb
  rm -rf "$fresh" "$debs" && mkdir -p "$fresh" "$debs" &&
    apt_of "$1" update -qq &&
    (cd "$debs" && apt_of "$1" download -qq "${engine_packages[@]}" && download_init "$1") || return 1
  for deb in "$debs"/*.deb; do dpkg-deb -x "$deb" "$fresh" || return 1; done
  rm -rf "$engine_root" && mv "$fresh" "$engine_root"
}

# docker-init is tini's static build; trixie still ships it inside tini.
download_init() { apt_of "$1" download -qq tini-static 2>/dev/null || apt_of "$1" download -qq tini; }

# Another suite's package lists, kept away from the host's own.
apt_of() {
  local suite=$1 apt=$GANTRY_ENGINE_DIR/apt
  shift
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
  # A testing suite on a frozen mirror is past its Valid-Until.
  echo "deb [signed-by=$debian_keys check-valid-until=no] $(mirror) $suite main" >"$apt/sources.list"
  apt-get -o Dir::State::Lists="$apt/lists" -o Dir::Cache="$apt/cache" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::Etc::SourceList="$apt/sources.list" -o APT::Sandbox::User=root "$@"
}

# The plugins go where every user finds them, whatever HOME a test sets; an existing docker command stays.
link_client() {
  mkdir -p "$plugin_dir"
  ln -sf "$engine_root"/usr/libexec/docker/cli-plugins/* "$plugin_dir/"
  hash -r
  type -aP docker | grep -qv "^$engine_root/" || ln -sf "$engine_root/usr/bin/docker" /usr/local/bin/docker
}

start_engine() {
  say "engine: starting"
  is_our_daemon || rm -f "$engine_pid"
  write_daemon_config
  PATH=$engine_root/usr/sbin:$engine_root/usr/bin:$PATH setsid "$engine_root/usr/sbin/dockerd" \
    --config-file "$GANTRY_ENGINE_DIR/daemon.json" </dev/null >>"$engine_log" 2>&1 9>&- &
  wait_for_engine
}

write_daemon_config() {
  local mtu
  mtu=$(cat "/sys/class/net/$(ip -o route show default | sed -n 's/.* dev \([^ ]*\).*/\1/p' | head -n 1)/mtu")
  # The built-in address pools hold about 30 networks: too few for stacks tested side by side.
  cat >"$GANTRY_ENGINE_DIR/daemon.json" <<JSON
{
  "data-root": "$GANTRY_ENGINE_DIR/data",
  "pidfile": "$engine_pid",
  "mtu": $mtu,
  "default-network-opts": { "bridge": { "com.docker.network.driver.mtu": "$mtu" } },
  "default-address-pools": [{ "base": "172.16.0.0/12", "size": 24 }],
  "shutdown-timeout": 10
}
JSON
}

wait_for_engine() {
  local deadline=$((SECONDS + 60))
  until engine_version >/dev/null; do
    if ((SECONDS > deadline)) || ! kill -0 $! 2>/dev/null; then
      tail -n 30 "$engine_log" >&2
      die "dockerd does not answer; its log is $engine_log"
    fi
    sleep 0.2
  done
}
