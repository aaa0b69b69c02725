{ command -v {{name}} >/dev/null || { python3 -m venv /opt/{{name}} \
  && /opt/{{name}}/bin/pip install --disable-pip-version-check --cache-dir=/var/cache/pip {{name}}=={{version}} \
  && PATH=$PATH:/opt/{{name}}/bin; }; } \
&& {{command}}
