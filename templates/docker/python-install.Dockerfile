{{copy}}
RUN --mount=type=bind,from=wheels,target=/wheels \
  --mount=type=cache,target=/var/cache/pip \
  --mount=type=secret,id=pip.conf,target=/etc/pip.conf \
  python3 -m venv --without-pip /venv \
  && if [ -f /wheels/requirements.txt ]; then \
    python3 -m pip --python=/venv/bin/python3 install --disable-pip-version-check --no-cache-dir \
      --no-index --find-links=/wheels --no-deps --require-hashes --requirement=/wheels/requirements.txt; \
  else \
    {{online}}; \
  fi
