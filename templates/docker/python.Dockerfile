# Rendered from {{source}} by gantry: edit {{source}}, not this file.

{{wheels}}
FROM {{image}} AS base
{{runPackages}}
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR {{workdir}}

FROM base AS dependencies
{{buildPackages}}
{{install}}

FROM base AS application
{{packages}}
{{content}}
{{start}}

{{production}}
