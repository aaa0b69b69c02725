# Shared by provision.sh and stop.sh.

debian_sources=/etc/apt/sources.list.d/debian.sources
debian_keys=/usr/share/keyrings/debian-archive-keyring.gpg

# Progress; a run that reported none had nothing to do.
say() {
  acted=1
  echo "$*" >&2
}

die() {
  say "error: $*"
  exit 1
}

# The Debian mirror this machine uses.
mirror() { sed -n 's/^URIs: *//p' "$debian_sources" | head -n 1; }
