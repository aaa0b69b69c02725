# Source this: the engine, its client, the image map and the programs that the engine tests use.
GANTRY_ENGINE_DIR=${GANTRY_ENGINE_DIR:-/var/lib/gantry-engine}
GANTRY_IMAGES=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/images.yaml
# A plain nginx of this machine's own release, for what runs without containers.
GANTRY_NGINX=${GANTRY_NGINX:-$GANTRY_ENGINE_DIR/nginx/usr/sbin/nginx}
# Others beside it, which judge configurations.
GANTRY_NGINX_1_22=$GANTRY_ENGINE_DIR/nginx-1.22/nginx
GANTRY_NGINX_1_26=$GANTRY_ENGINE_DIR/nginx-1.26/nginx
# An ACME server for tests, with pebble-challtestsrv beside it in the same folder.
GANTRY_PEBBLE=$GANTRY_ENGINE_DIR/pebble/usr/bin/pebble
GANTRY_TESTSSL=$GANTRY_ENGINE_DIR/testssl/testssl
# What cron reads and backups are copied by and judged by.
GANTRY_CRONTAB=$GANTRY_ENGINE_DIR/cron/crontab
GANTRY_CRON=$GANTRY_ENGINE_DIR/cron/usr/sbin/cron
GANTRY_RCLONE=$GANTRY_ENGINE_DIR/rclone/rclone
GANTRY_RESTIC=$GANTRY_ENGINE_DIR/restic/restic
GANTRY_PROMTOOL=$GANTRY_ENGINE_DIR/prometheus/promtool
export GANTRY_CRONTAB GANTRY_CRON GANTRY_RCLONE GANTRY_RESTIC GANTRY_PROMTOOL
export GANTRY_ENGINE_DIR GANTRY_IMAGES GANTRY_NGINX GANTRY_NGINX_1_22 GANTRY_NGINX_1_26 GANTRY_PEBBLE GANTRY_TESTSSL

unpacked="$GANTRY_ENGINE_DIR/root"
case :$PATH: in
  *":$unpacked/usr/bin:"*) ;;
  *) [ ! -x "$unpacked/usr/bin/docker" ] || export PATH="$unpacked/usr/bin:$PATH" ;;
esac
unset unpacked
