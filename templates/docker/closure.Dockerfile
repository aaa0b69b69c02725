# The program with the libraries it is linked to, and nothing else of a distribution.
FROM {{from}} AS closure
USER 0:0
RUN <<'CLOSURE'
set -eu
mkdir -p /closure/etc
install -d -m 1777 /closure/tmp
echo '{{passwd}}' >/closure/etc/passwd
echo 'hosts: files dns' >/closure/etc/nsswitch.conf
take() { for path; do if [ -e "$path" ]; then cp --archive --parents "$path" /closure; fi; done; }
take /etc/ssl/certs/ca-certificates.crt /etc/ld.so.cache /usr/share/zoneinfo
{{collect}}
{ echo "$program"; find $folders -name '*.so*' -type f; find $folders -name '*.node' -type f; ls /lib/*/libgcc_s.so.1; } >/tmp/objects
{{packages}}
xargs ldd </tmp/objects 2>/dev/null | awk '$2 == "=>" && $3 ~ /^\// { print $3 } $1 ~ /^\// && $2 !~ /=>/ { print $1 }' | tr -d : | sort -u >/tmp/libraries
xargs cp --dereference --parents --target-directory=/closure </tmp/libraries
CLOSURE

FROM scratch AS production
COPY --from=closure /closure /
{{environment}}
WORKDIR {{workdir}}
