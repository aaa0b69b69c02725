HEALTHCHECK {{timings}} \
  CMD {{probe}}
ARG REVISION=unknown
LABEL org.opencontainers.image.title="{{title}}" \
  org.opencontainers.image.base.name="{{base}}" \
  org.opencontainers.image.revision="$REVISION"
