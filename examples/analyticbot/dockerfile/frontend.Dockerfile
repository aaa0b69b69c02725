# Rendered from stack.yaml by gantry: edit stack.yaml, not this file.

FROM node:24-slim AS base
ENV NODE_ENV=production
WORKDIR /app

FROM base AS dependencies

FROM base AS application
COPY --chmod=755 . .
# The root is read-only: what a library keeps at home goes where it may write.
ENV HOME=/tmp
USER 1000:1000
EXPOSE 10300
CMD ["node","server.mjs"]

FROM base AS production
COPY --chmod=755 . .
# The root is read-only: what a library keeps at home goes where it may write.
ENV HOME=/tmp
USER 1000:1000
EXPOSE 10300
CMD ["node","server.mjs"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=1m --start-interval=500ms --retries=3 \
  CMD ["node","-e","require('http').get(\"http://127.0.0.1:10300/health\",r=>process.exit(r.statusCode<400?0:(console.log(r.statusCode),1))).on('error',e=>{console.log(e.message);process.exit(1)})"]
ARG REVISION=unknown
LABEL org.opencontainers.image.title="analyticbot/frontend" \
  org.opencontainers.image.base.name="node:24-slim" \
  org.opencontainers.image.revision="$REVISION"
