# Source this: the engine, its client and the image map that the engine tests use.
GANTRY_ENGINE_DIR=${GANTRY_ENGINE_DIR:-/var/lib/gantry-engine}
GANTRY_IMAGES=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/images.yaml
# A plain nginx of this machine's own release, for what runs without containers.
GANTRY_NGINX=${GANTRY_NGINX:-$GANTRY_ENGINE_DIR/nginx/usr/sbin/nginx}
export GANTRY_ENGINE_DIR GANTRY_IMAGES GANTRY_NGINX

case :$PATH: in
  *":$GANTRY_ENGINE_DIR/root/usr/bin:"*) ;;
  *) [ ! -x "$GANTRY_ENGINE_DIR/root/usr/bin/docker" ] || export PATH="$GANTRY_ENGINE_DIR/root/usr/bin:$PATH" ;;
esac
