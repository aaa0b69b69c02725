RUN --mount=type=cache,target=/var/cache/node \
  --mount=type=secret,id=npmrc \
  NPM_CONFIG_USERCONFIG=/run/secrets/npmrc \
  npm install --global --no-audit --no-fund --no-update-notifier --cache=/var/cache/node pnpm@10
