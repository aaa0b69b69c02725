{{copy}}
RUN --mount=type=cache,target=/go/pkg/mod \
  --mount=type=secret,id=netrc \
  NETRC=/run/secrets/netrc \
  go mod download
