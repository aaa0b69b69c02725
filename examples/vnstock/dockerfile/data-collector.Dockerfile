# Rendered from stack.yaml by gantry: edit stack.yaml, not this file.

FROM python:3.13-slim AS base
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app

FROM base AS dependencies

FROM base AS application
RUN install -d -o 1000 -g 1000 /data /models
COPY --chmod=755 . .
# The root is read-only: what a library keeps at home goes where it may write.
ENV HOME=/tmp
USER 1000:1000
CMD ["python","data_collector.py"]

FROM application AS production
ARG REVISION=unknown
LABEL org.opencontainers.image.title="vnstock/data-collector" \
  org.opencontainers.image.base.name="python:3.13-slim" \
  org.opencontainers.image.revision="$REVISION"
