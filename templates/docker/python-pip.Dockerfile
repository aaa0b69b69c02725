python3 -m pip --python=/venv/bin/python3 install --disable-pip-version-check --cache-dir=/var/cache/pip \
  --requirement=requirements.txt
