{{manager}}
{{copy}}
RUN --mount=type=cache,target=/var/cache/node \
  --mount=type=secret,id=npmrc,target=/root/.npmrc \
  {{command}} && mkdir -p node_modules
