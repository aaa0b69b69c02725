{{copy}}
RUN --mount=type=cache,target=/go/pkg/mod \
  --mount=type=secret,id=netrc,target=/root/.netrc \
  go mod download
