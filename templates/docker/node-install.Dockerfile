{{manager}}
{{copy}}
RUN --mount=type=cache,target=/var/cache/node \
  --mount=type=secret,id=npmrc \
  NPM_CONFIG_USERCONFIG=/run/secrets/npmrc \
  {{command}} && mkdir -p node_modules
