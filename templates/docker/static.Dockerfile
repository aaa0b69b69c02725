# Rendered from {{source}} by gantry: edit {{source}}, not this file.

FROM {{image}} AS dependencies
{{buildPackages}}
WORKDIR {{workdir}}
{{install}}

FROM dependencies AS application
{{content}}
{{build}}

FROM {{runtime}} AS production
{{runPackages}}
{{folders}}
COPY --from=application --chmod=755 {{site}} {{root}}
{{start}}
{{tail}}
