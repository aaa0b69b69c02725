VIRTUAL_ENV=/venv POETRY_CACHE_DIR=/var/cache/pip/poetry \
  poetry install --only main --no-root --no-interaction --no-ansi --compile
