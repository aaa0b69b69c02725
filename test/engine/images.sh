# The stand-ins for public images: one debootstrap, then images/<name>/Dockerfile on top of it.

image_folder=$here/images
image_log=$GANTRY_ENGINE_DIR/images
packages=$GANTRY_ENGINE_DIR/packages
certificates=/etc/ssl/certs/ca-certificates.crt
images=(nginx:1.30 postgres:18 postgres:17 redis:8 node:24 python:3.14 golang:1.27 busybox:1 certbot:5.5)
node_version=24.21.0
npm_version=11.21.2

provide_images() {
  local base image stale=()
  base=$({ files_of debian && declare -f make_rootfs && cat "$certificates" && mirror; } | digest)
  is_current debian:forky "$base" || build_base "$base"
  for image in "${images[@]}"; do
    is_current "$image" "$(inputs_of "$image" "$base")" || stale+=("$image")
  done
  ((${#stale[@]} == 0)) || build_images "$base" "${stale[@]}"
}

is_current() {
  local label='{{index .Config.Labels "gantry.inputs"}}'
  [ "$(docker image inspect --format "$label" "localhost/gantry/$1" 2>/dev/null)" = "$2" ]
}

inputs_of() { { echo "$2" && arguments_of "$1" && files_of "${1%:*}"; } | digest; }

files_of() { (cd "$image_folder/$1" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum); }

digest() { sha256sum | cut -c 1-64; }

arguments_of() {
  case $1 in
    node:*) printf '%s\n' "--build-context=packages=$packages" "--build-arg=REGISTRY=$(npm_registry)" \
      "--label=gantry.node=$node_version" "--label=gantry.npm=$npm_version" ;;
    postgres:17) printf '%s\n' --build-arg=DATA{,_VOLUME}=/var/lib/postgresql/data --build-arg=REMOVED=/usr/bin/zstd ;;
  esac
}

# Outside any project, whose own .npmrc would count.
npm_registry() { (cd / && npm config get registry 2>/dev/null); }

build_base() {
  say "images: debian:forky (debootstrap)"
  # In memory, because debootstrap waits for the disk at every package; the mount ends with its namespace.
  unshare --mount bash -euo pipefail -c "$(declare -f make_rootfs); make_rootfs \"\$@\"" - \
    "$GANTRY_ENGINE_DIR/rootfs" "$(mirror)" "$image_folder/debian/files" "$certificates" |
    docker import --change "LABEL gantry.inputs=$1" --change 'CMD ["bash"]' - localhost/gantry/debian:forky >/dev/null
}

make_rootfs() {
  local root=$1 mirror=$2 files=$3 certificates=$4 log=$1.log
  mkdir -p "$root"
  mount -t tmpfs -o mode=755 tmpfs "$root"
  debootstrap --variant=minbase --include=tzdata forky "$root" "$mirror" /usr/share/debootstrap/scripts/sid >"$log" 2>&1 ||
    { tail -n 20 "$log" >&2 && exit 1; }
  cp -r "$files/." "$root/"
  install -D -m 644 "$certificates" "$root/etc/ssl/certs/ca-certificates.crt"
  # A testing suite on a frozen mirror is past its Valid-Until.
  echo "deb [check-valid-until=no] $mirror forky main" >"$root/etc/apt/sources.list"
  rm -rf "${root:?}"/usr/share/{doc,info,man,locale}/* "$root"/var/{cache/apt,lib/apt/lists,log}/* "${root:?}"/dev/*
  tar -C "$root" -c .
}

build_images() {
  local base=$1 image jobs=() job
  shift
  mkdir -p "$image_log" "$packages"
  [[ " $* " != *" node:"* ]] || fetch_node
  say "images: $*"
  for image in "$@"; do
    build_image "$image" "$(inputs_of "$image" "$base")" &
    jobs+=("$!")
  done
  for job in "${jobs[@]}"; do wait "$job" || die "an image could not be built"; done
}

build_image() {
  local image=$1 inputs=$2 log=$image_log/${1/:/-}.log arguments
  mapfile -t arguments < <(arguments_of "$image")
  docker build --progress plain --label "gantry.inputs=$inputs" "${arguments[@]}" \
    --tag "localhost/gantry/$image" "$image_folder/${image%:*}" >"$log" 2>&1 && return
  tail -n 30 "$log" >&2
  return 1
}

fetch_node() {
  local cpu=x64
  [ "$(uname -m)" = x86_64 ] || cpu=arm64
  (cd "$packages" && npm pack --silent "node-linux-$cpu@$node_version" "npm@$npm_version" >/dev/null &&
    mv node-linux-*.tgz node.tgz && mv npm-*.tgz npm.tgz)
}
