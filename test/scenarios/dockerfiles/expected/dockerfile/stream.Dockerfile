# Rendered from stack.yaml by gantry: edit stack.yaml, not this file.

FROM golang:1.27-trixie AS dependencies
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
  --mount=type=cache,target=/var/lib/apt,sharing=locked \
  if ! dpkg-query --show --showformat='${db:Status-Abbrev}\n' librdkafka-dev librdkafka1 2>&1 | grep -qv '^ii'; then exit 0; fi; \
  rm -f /etc/apt/apt.conf.d/docker-clean \
  && apt-get update \
  && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends librdkafka-dev librdkafka1 \
  && rm -rf /var/log/apt /var/log/dpkg.log /var/cache/debconf/*-old /var/cache/ldconfig
WORKDIR /src
COPY go.mod ./
RUN --mount=type=cache,target=/go/pkg/mod \
  --mount=type=secret,id=netrc \
  NETRC=/run/secrets/netrc \
  go mod download

FROM dependencies AS application
COPY --chmod=755 . .
RUN --mount=type=cache,target=/go/pkg/mod \
  --mount=type=cache,target=/var/cache/go-build \
  GOCACHE=/var/cache/go-build \
  CGO_ENABLED=1 go build -trimpath -ldflags='-s -w' -tags=timetzdata -o /app/server .
WORKDIR /app
COPY --chmod=755 topics.json topics.json
# The root is read-only: what a library keeps at home goes where it may write.
ENV HOME=/tmp
USER 1000:1000
CMD ["/app/server"]

FROM debian:trixie-slim AS production
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
  --mount=type=cache,target=/var/lib/apt,sharing=locked \
  if ! dpkg-query --show --showformat='${db:Status-Abbrev}\n' ca-certificates tzdata wget librdkafka1 2>&1 | grep -qv '^ii'; then exit 0; fi; \
  rm -f /etc/apt/apt.conf.d/docker-clean \
  && apt-get update \
  && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends ca-certificates tzdata wget librdkafka1 \
  && rm -rf /var/log/apt /var/log/dpkg.log /var/cache/debconf/*-old /var/cache/ldconfig
COPY --from=dependencies /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
WORKDIR /app
COPY --chmod=755 topics.json topics.json
COPY --from=application /app/server /app/server
# The root is read-only: what a library keeps at home goes where it may write.
ENV HOME=/tmp
USER 1000:1000
CMD ["/app/server"]
ARG REVISION=unknown
LABEL org.opencontainers.image.title="mill/stream" \
  org.opencontainers.image.base.name="debian:trixie-slim" \
  org.opencontainers.image.revision="$REVISION"
