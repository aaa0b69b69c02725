/** The same package in Debian and in Alpine, where the names differ; several names of Alpine stand apart by blanks. */
const pairs: readonly (readonly [debian: string, alpine: string])[] = [
  ['build-essential', 'build-base'], ['gcc', 'gcc musl-dev'], ['g++', 'g++ musl-dev'], ['libc6-dev', 'musl-dev'], ['linux-libc-dev', 'linux-headers'], ['pkg-config', 'pkgconf'], ['ninja-build', 'ninja'],
  ['libpq5', 'libpq'], ['libffi8', 'libffi'], ['libssl-dev', 'openssl-dev'], ['zlib1g-dev', 'zlib-dev'], ['zlib1g', 'zlib'],
  ['libjpeg-dev', 'libjpeg-turbo-dev'], ['libjpeg62-turbo-dev', 'libjpeg-turbo-dev'], ['libjpeg62-turbo', 'libjpeg-turbo'], ['libpng16-16', 'libpng'], ['libwebp7', 'libwebp'], ['libtiff6', 'tiff'], ['libtiff-dev', 'tiff-dev'],
  ['libxslt1-dev', 'libxslt-dev'], ['libxslt1.1', 'libxslt'], ['libfreetype6-dev', 'freetype-dev'], ['libfreetype-dev', 'freetype-dev'], ['libfreetype6', 'freetype'],
  ['librdkafka1', 'librdkafka'], ['libsnappy-dev', 'snappy-dev'], ['libsnappy1v5', 'snappy'], ['liblz4-dev', 'lz4-dev'], ['liblz4-1', 'lz4-libs'], ['libzstd-dev', 'zstd-dev'], ['libzstd1', 'zstd-libs'],
  ['libstdc++6', 'libstdc++'], ['libgcc-s1', 'libgcc'], ['libgomp1', 'libgomp'], ['libgfortran5', 'libgfortran'], ['libopenblas-dev', 'openblas-dev'], ['libopenblas0', 'openblas'],
  ['libmariadb-dev', 'mariadb-connector-c-dev'], ['default-libmysqlclient-dev', 'mariadb-connector-c-dev'], ['libmariadb3', 'mariadb-connector-c'],
  ['libsqlite3-dev', 'sqlite-dev'], ['libsqlite3-0', 'sqlite-libs'], ['sqlite3', 'sqlite'], ['postgresql-client', 'postgresql-client'],
  ['libcurl4-openssl-dev', 'curl-dev'], ['libcurl4', 'libcurl'], ['libyaml-dev', 'yaml-dev'], ['libyaml-0-2', 'yaml'], ['libsodium23', 'libsodium'], ['libzmq3-dev', 'zeromq-dev'], ['libzmq5', 'libzmq'],
  ['libbz2-dev', 'bzip2-dev'], ['liblzma-dev', 'xz-dev'], ['libreadline-dev', 'readline-dev'], ['libncurses-dev', 'ncurses-dev'], ['libexpat1', 'expat'], ['libexpat1-dev', 'expat-dev'], ['libldap2-dev', 'openldap-dev'],
  ['libhdf5-dev', 'hdf5-dev'], ['libgeos-dev', 'geos-dev'], ['libproj-dev', 'proj-dev'], ['libgdal-dev', 'gdal-dev'], ['libvips-dev', 'vips-dev'], ['libvips42', 'vips'], ['libcairo2-dev', 'cairo-dev'], ['libcairo2', 'cairo'],
  ['libgl1', 'mesa-gl'], ['libglib2.0-0', 'glib'], ['libglib2.0-0t64', 'glib'], ['libmagic1', 'libmagic'], ['libmagic1t64', 'libmagic'], ['protobuf-compiler', 'protoc'], ['xz-utils', 'xz'], ['gnupg', 'gnupg'],
]

/** Packages that are called the same in both. */
const same: ReadonlySet<string> = new Set([
  'make', 'cmake', 'git', 'curl', 'wget', 'bash', 'ca-certificates', 'tzdata', 'tini', 'openssl', 'jq', 'unzip', 'zip', 'rsync', 'ffmpeg', 'gfortran', 'pkgconf', 'patch', 'file', 'tar', 'gzip', 'musl-dev',
  'autoconf', 'automake', 'libtool', 'libpq-dev', 'libffi-dev', 'libpng-dev', 'libwebp-dev', 'libxml2', 'libxml2-dev', 'librdkafka-dev', 'libsodium-dev', 'poppler-utils', 'tesseract-ocr', 'netcat-openbsd', 'python3-dev', 'libssl3', 'krb5-dev', 'unixodbc', 'unixodbc-dev', 'graphviz', 'imagemagick', 'socat',
])

const first = (alpine: string): string => alpine.split(' ')[0] ?? ''
// Of several names the first is the usual one.
const table = {
  alpine: { from: new Map(pairs), own: new Set(pairs.flatMap(([, alpine]) => alpine.split(' '))) },
  debian: { from: new Map([...pairs].reverse().map(([debian, alpine]) => [first(alpine), debian])), own: new Set(pairs.map(([debian]) => debian)) },
} as const

/** Names of packages, in the words of a distribution. */
export type Renamed = {
  readonly names: readonly string[]
  /** Those that are in no table: they are tried as they are. */
  readonly unknown: readonly string[]
}

/** Names of packages as a distribution calls them; what is in no table stays as it is, and is said. */
export const renamed = (names: readonly string[], to: keyof typeof table): Renamed => {
  const { from, own } = table[to]
  const known = (name: string): string | undefined => from.get(name) ?? (same.has(name) || own.has(name) ? name : undefined)
  return { names: [...new Set(names.flatMap((name) => (known(name) ?? name).split(' ')))], unknown: names.filter((name) => known(name) === undefined) }
}
