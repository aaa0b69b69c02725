UV_PROJECT_ENVIRONMENT=/venv uv sync --locked --no-dev --no-install-project \
  --compile-bytecode --link-mode=copy --no-python-downloads --cache-dir=/var/cache/pip/uv
