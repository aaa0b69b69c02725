# Source this: the engine, its client and the image map that the engine tests use.
GANTRY_ENGINE_DIR=${GANTRY_ENGINE_DIR:-/var/lib/gantry-engine}
GANTRY_IMAGES=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/images.yaml
# A plain nginx of this machine's own release, for what runs without containers.
GANTRY_NGINX=${GANTRY_NGINX:-$GANTRY_ENGINE_DIR/nginx/usr/sbin/nginx}
export GANTRY_ENGINE_DIR GANTRY_IMAGES GANTRY_NGINX

unpacked="$GANTRY_ENGINE_DIR/root"
case :$PATH: in
  *":$unpacked/usr/bin:"*) ;;
  *) [ ! -x "$unpacked/usr/bin/docker" ] || export PATH="$unpacked/usr/bin:$PATH" ;;
esac
unset unpacked
