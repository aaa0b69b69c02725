# Rendered from stack.yaml by gantry: edit stack.yaml, not this file.

FROM python:3.13-slim AS base
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app

FROM base AS dependencies

FROM base AS application
RUN install -d -o 1000 -g 1000 /models
COPY --chmod=755 . .
# The root is read-only: what a library keeps at home goes where it may write.
ENV HOME=/tmp
USER 1000:1000
EXPOSE 8000 50051
CMD ["python","price_predictor.py"]

FROM application AS production
HEALTHCHECK --interval=10s --timeout=5s --start-period=1m --start-interval=500ms --retries=3 \
  CMD ["python3","-c","import socket;socket.create_connection(('127.0.0.1',50051),5)"]
ARG REVISION=unknown
LABEL org.opencontainers.image.title="vnstock/price-predictor" \
  org.opencontainers.image.base.name="python:3.13-slim" \
  org.opencontainers.image.revision="$REVISION"
