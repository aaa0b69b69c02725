# Rendered from stack.yaml by gantry: edit stack.yaml, not this file.

FROM --platform=$BUILDPLATFORM golang:1.27 AS dependencies
WORKDIR /src
COPY go.mod ./
RUN --mount=type=cache,target=/go/pkg/mod \
  --mount=type=secret,id=netrc \
  NETRC=/run/secrets/netrc \
  go mod download

FROM dependencies AS application
COPY --chmod=755 . .
ARG TARGETOS TARGETARCH
RUN --mount=type=cache,target=/go/pkg/mod \
  --mount=type=cache,target=/var/cache/go-build \
  GOCACHE=/var/cache/go-build \
  CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -ldflags='-s -w' -tags=timetzdata -o /app/server .
WORKDIR /app
# The root is read-only: what a library keeps at home goes where it may write.
ENV HOME=/tmp
USER 1000:1000
EXPOSE 2030
CMD ["/app/server"]

FROM alpine:3.23 AS production
COPY --from=dependencies /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
WORKDIR /app
COPY --from=application /app/server /app/server
# The root is read-only: what a library keeps at home goes where it may write.
ENV HOME=/tmp
USER 1000:1000
EXPOSE 2030
CMD ["/app/server"]
HEALTHCHECK --interval=30s --timeout=10s --start-period=1m --start-interval=500ms --retries=3 \
  CMD ["wget","-q","-O","/dev/null","http://127.0.0.1:2030/api/v1/ping"]
ARG REVISION=unknown
LABEL org.opencontainers.image.title="vrecom/api" \
  org.opencontainers.image.base.name="alpine:3.23" \
  org.opencontainers.image.revision="$REVISION"
