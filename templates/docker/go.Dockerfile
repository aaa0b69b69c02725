# Rendered from {{source}} by gantry: edit {{source}}, not this file.

FROM {{platform}}{{image}} AS dependencies
{{buildPackages}}
WORKDIR /src
{{install}}

FROM dependencies AS application
{{copy}}
{{arguments}}
RUN --mount=type=cache,target=/go/pkg/mod \
  --mount=type=cache,target=/var/cache/go-build \
  GOCACHE=/var/cache/go-build \
  {{settings}} go build -trimpath -ldflags='-s -w' -tags=timetzdata -o {{program}} {{package}}
WORKDIR {{workdir}}
{{content}}
{{start}}

FROM {{runtime}} AS production
{{runPackages}}
COPY --from=dependencies /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
WORKDIR {{workdir}}
{{beside}}
COPY --from=application {{program}} {{program}}
{{start}}
{{tail}}
