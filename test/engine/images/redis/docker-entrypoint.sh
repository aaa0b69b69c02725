#!/bin/sh
set -e

case ${1:-} in
  -* | *.conf) set -- redis-server "$@" ;;
esac

if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  find . \! -user redis -exec chown redis {} +
  exec setpriv --reuid=redis --regid=redis --clear-groups "$0" "$@"
fi

# The public image is built with protected mode off; a configuration file decides for itself.
if [ "$1" = redis-server ]; then
  case ${2:-} in
    -v | --version | -h | --help | - | [!-]*) ;;
    *) shift && set -- redis-server --protected-mode no "$@" ;;
  esac
fi

exec "$@"
