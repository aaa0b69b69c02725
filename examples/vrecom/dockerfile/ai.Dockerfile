# Rendered from stack.yaml by gantry: edit stack.yaml, not this file.

FROM python:3.13-slim AS base
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app

FROM base AS dependencies

FROM base AS application
COPY --chmod=755 . .
# The root is read-only: what a library keeps at home goes where it may write.
ENV HOME=/tmp
USER 1000:1000
EXPOSE 9999
CMD ["python","main.py"]

FROM application AS production
HEALTHCHECK --interval=30s --timeout=10s --start-period=2m --start-interval=500ms --retries=3 \
  CMD ["python3","-c","import http.client as h,sys;c=h.HTTPConnection('127.0.0.1',9999,timeout=5);c.request('GET',\"/api/v1/health\");s=c.getresponse().status;print(s);sys.exit(s>=400)"]
ARG REVISION=unknown
LABEL org.opencontainers.image.title="vrecom/ai" \
  org.opencontainers.image.base.name="python:3.13-slim" \
  org.opencontainers.image.revision="$REVISION"
