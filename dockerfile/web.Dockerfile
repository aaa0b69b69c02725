# Rendered from stack.yaml by gantry: edit stack.yaml, not this file.

FROM scratch AS dependencies
WORKDIR /app

FROM dependencies AS application
COPY --chmod=755 public public

FROM nginx:1.30-alpine AS production
COPY --from=application --chmod=755 /app/public /usr/share/nginx/html
USER 101:101
EXPOSE 80
CMD ["nginx","-c","/etc/nginx/gantry/nginx.conf","-g","daemon off;"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=1m --start-interval=500ms --retries=3 \
  CMD ["wget","-q","-O","/dev/null","http://127.0.0.1:80/"]
ARG REVISION=unknown
LABEL org.opencontainers.image.title="demo/web" \
  org.opencontainers.image.base.name="nginx:1.30-alpine" \
  org.opencontainers.image.revision="$REVISION"
