# Rendered from stack.yaml by gantry: edit stack.yaml, not this file.

# Wheels for a build without a network: a build context of this name takes its place.
FROM scratch AS wheels

FROM python:3.13-slim AS base
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app

FROM base AS dependencies
COPY requirements.txt ./
RUN --mount=type=bind,from=wheels,target=/wheels \
  --mount=type=cache,target=/var/cache/pip \
  --mount=type=secret,id=pip.conf,target=/etc/pip.conf \
  python3 -m venv --without-pip /venv \
  && if [ -f /wheels/requirements.txt ]; then \
    python3 -m pip --python=/venv/bin/python3 install --disable-pip-version-check --no-cache-dir \
      --no-index --find-links=/wheels --no-deps --require-hashes --requirement=/wheels/requirements.txt; \
  else \
    python3 -m pip --python=/venv/bin/python3 install --disable-pip-version-check --cache-dir=/var/cache/pip \
      --requirement=requirements.txt; \
  fi

FROM base AS application
COPY --from=dependencies /venv /venv
ENV PATH=/venv/bin:$PATH
RUN install -d -o 1000 -g 1000 /models
COPY --from=include-shared --chmod=755 / shared
COPY --chmod=755 . .
# The root is read-only: what a library keeps at home goes where it may write.
ENV HOME=/tmp
USER 1000:1000
EXPOSE 8007
CMD ["python","shared/service.py","deep-learning"]

FROM application AS production
HEALTHCHECK --interval=10s --timeout=5s --start-period=5m --start-interval=500ms --retries=3 \
  CMD ["python3","-c","import http.client as h,sys;c=h.HTTPConnection('127.0.0.1',8007,timeout=5);c.request('GET',\"/health\");s=c.getresponse().status;print(s);sys.exit(s>=400)"]
ARG REVISION=unknown
LABEL org.opencontainers.image.title="neliti/deep-learning" \
  org.opencontainers.image.base.name="python:3.13-slim" \
  org.opencontainers.image.revision="$REVISION"
