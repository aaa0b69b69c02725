# Rendered from stack.yaml by gantry: edit stack.yaml, not this file.

FROM node:24-alpine AS base
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
CMD ["node","dist/main.js"]

FROM dependencies AS packages
RUN npm prune --omit=dev --no-audit --no-fund --no-update-notifier

FROM application AS built
USER 0:0
RUN ["npm","run","build"]
RUN rm -rf node_modules

FROM base AS production
COPY --from=packages /app/node_modules node_modules
COPY --from=built --chmod=755 /app ./
# The root is read-only: what a library keeps at home goes where it may write.
ENV HOME=/tmp
USER 1000:1000
CMD ["node","dist/main.js"]
ARG REVISION=unknown
LABEL org.opencontainers.image.title="mill/mail" \
  org.opencontainers.image.base.name="node:24-alpine" \
  org.opencontainers.image.revision="$REVISION"
