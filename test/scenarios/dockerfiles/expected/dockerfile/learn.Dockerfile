# Rendered from stack.yaml by gantry: edit stack.yaml, not this file.

# Wheels for a build without a network: a build context of this name takes its place.
FROM scratch AS wheels

FROM python:3.13-slim AS base
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
  --mount=type=cache,target=/var/lib/apt,sharing=locked \
  if ! dpkg-query --show --showformat='${db:Status-Abbrev}\n' libgomp1 2>&1 | grep -qv '^ii'; then exit 0; fi; \
  rm -f /etc/apt/apt.conf.d/docker-clean \
  && apt-get update \
  && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends libgomp1 \
  && rm -rf /var/log/apt /var/log/dpkg.log /var/cache/debconf/*-old /var/cache/ldconfig
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app

FROM base AS dependencies
RUN --mount=type=bind,from=wheels,target=/wheels \
  --mount=type=cache,target=/var/cache/apt,sharing=locked \
  --mount=type=cache,target=/var/lib/apt,sharing=locked \
  if [ -f /wheels/requirements.txt ]; then exit 0; fi; \
  if ! dpkg-query --show --showformat='${db:Status-Abbrev}\n' gcc libc6-dev 2>&1 | grep -qv '^ii'; then exit 0; fi; \
  rm -f /etc/apt/apt.conf.d/docker-clean \
  && apt-get update \
  && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends gcc libc6-dev \
  && rm -rf /var/log/apt /var/log/dpkg.log /var/cache/debconf/*-old /var/cache/ldconfig
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
RUN install -d -o 1000 -g 1000 /results
COPY --from=include-models --chmod=755 / models
COPY --chmod=755 . .
# The root is read-only: what a library keeps at home goes where it may write.
ENV HOME=/tmp
USER 1000:1000
EXPOSE 8000
CMD ["python","serve.py"]

FROM application AS production
HEALTHCHECK --interval=10s --timeout=5s --start-period=1m --start-interval=500ms --retries=3 \
  CMD ["python3","-c","import http.client as h,sys;c=h.HTTPConnection('127.0.0.1',8000,timeout=5);c.request('GET',\"/health\");s=c.getresponse().status;print(s);sys.exit(s>=400)"]
ARG REVISION=unknown
LABEL org.opencontainers.image.title="mill/learn" \
  org.opencontainers.image.base.name="python:3.13-slim" \
  org.opencontainers.image.revision="$REVISION"
