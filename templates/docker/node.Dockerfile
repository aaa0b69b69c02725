# Rendered from {{source}} by gantry: edit {{source}}, not this file.

FROM {{image}} AS base
{{runPackages}}
ENV NODE_ENV=production
WORKDIR {{workdir}}

FROM base AS dependencies
{{buildPackages}}
{{install}}

FROM base AS application
{{packages}}
{{content}}
{{start}}

{{pruned}}
{{built}}
{{production}}
