# Rendered from stack.yaml by gantry: edit stack.yaml, not this file.

FROM node:24-slim AS base
ENV NODE_ENV=production
WORKDIR /app

FROM base AS dependencies
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/var/cache/node \
  --mount=type=secret,id=npmrc \
  NPM_CONFIG_USERCONFIG=/run/secrets/npmrc \
  npm ci --include=dev --no-audit --no-fund --no-update-notifier --cache=/var/cache/node && mkdir -p node_modules

FROM base AS application
COPY --from=dependencies /app/node_modules node_modules
COPY --chmod=755 . .
# The root is read-only: what a library keeps at home goes where it may write.
ENV HOME=/tmp
USER 1000:1000
EXPOSE 3000
CMD ["node","src/api.mjs"]

FROM dependencies AS packages
RUN npm prune --omit=dev --no-audit --no-fund --no-update-notifier

FROM base AS production
COPY --from=packages /app/node_modules node_modules
COPY --chmod=755 . .
# The root is read-only: what a library keeps at home goes where it may write.
ENV HOME=/tmp
USER 1000:1000
EXPOSE 3000
CMD ["node","src/api.mjs"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=1m --start-interval=500ms --retries=3 \
  CMD ["node","-e","require('http').get(\"http://127.0.0.1:3000/health\",r=>process.exit(r.statusCode<400?0:(console.log(r.statusCode),1))).on('error',e=>{console.log(e.message);process.exit(1)})"]
ARG REVISION=unknown
LABEL org.opencontainers.image.title="demo/migrate" \
  org.opencontainers.image.base.name="node:24-slim" \
  org.opencontainers.image.revision="$REVISION"
