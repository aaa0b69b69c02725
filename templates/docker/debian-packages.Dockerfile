RUN {{mount}}--mount=type=cache,target=/var/cache/apt,sharing=locked \
  --mount=type=cache,target=/var/lib/apt,sharing=locked \
  {{guard}}if ! dpkg-query --show --showformat='${db:Status-Abbrev}\n' {{packages}} 2>&1 | grep -qv '^ii'; then exit 0; fi; \
  rm -f /etc/apt/apt.conf.d/docker-clean \
  && apt-get update \
  && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends {{packages}} \
  && rm -rf /var/log/apt /var/log/dpkg.log /var/cache/debconf/*-old /var/cache/ldconfig
