# Rendered from stack.yaml by gantry: edit stack.yaml, not this file.

FROM python:3.13-slim AS base
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app

FROM base AS dependencies

FROM base AS application
RUN install -d -o 1000 -g 1000 /session
COPY --chmod=755 . .
# The root is read-only: what a library keeps at home goes where it may write.
ENV HOME=/tmp
USER 1000:1000
EXPOSE 10400
CMD ["python","api.py"]

FROM application AS production
HEALTHCHECK --interval=10s --timeout=5s --start-period=1m --start-interval=500ms --retries=3 \
  CMD ["python3","-c","import http.client as h,sys;c=h.HTTPConnection('127.0.0.1',10400,timeout=5);c.request('GET',\"/health\");s=c.getresponse().status;print(s);sys.exit(s>=400)"]
ARG REVISION=unknown
LABEL org.opencontainers.image.title="analyticbot/migrate" \
  org.opencontainers.image.base.name="python:3.13-slim" \
  org.opencontainers.image.revision="$REVISION"
