import { createHash } from 'node:crypto'
import { crc32, gzipSync } from 'node:zlib'
import { tarHeader, tarPadding } from '../../scripts/wheels/tar.mts'

/** A package made for a test; `tag` is what stands at the end of a wheel's name. */
export type Package = {
  readonly name: string
  readonly version: string
  readonly tag?: string
  readonly needs?: readonly string[]
  readonly python?: string
  /** Bytes it is made larger by. */
  readonly size?: number
}

/** A file that an index offers. */
export type Offered = { readonly project: string; readonly file: string; readonly content: Buffer; readonly python?: string }

const underscored = (name: string): string => name.replace(/[-.]/g, '_')
const metadata = ({ name, version, needs = [], python }: Package): string =>
  ['Metadata-Version: 2.1', `Name: ${name}`, `Version: ${version}`, ...python ? [`Requires-Python: ${python}`] : [], ...needs.map((need) => `Requires-Dist: ${need}`), ''].join('\n')

/** A wheel with one module, written by hand. */
export const wheel = (made: Package): Offered => {
  const { name, version, tag = 'py3-none-any', python } = made
  const module = underscored(name)
  const info = `${module}-${version}.dist-info`
  const files: [string, string][] = [
    [`${module}/__init__.py`, `version = ${JSON.stringify(version)}\n${'#'.repeat(made.size ?? 0)}`],
    [`${info}/METADATA`, metadata(made)],
    [`${info}/WHEEL`, `Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: ${tag.endsWith('none-any')}\n${tag.split('-')[2]?.split('.').map((platform) => `Tag: ${tag.split('-').slice(0, 2).join('-')}-${platform}\n`).join('') ?? ''}`],
  ]
  const record = files.map(([path, text]) => `${path},sha256=${createHash('sha256').update(text).digest('base64url')},${Buffer.byteLength(text)}\n`).join('')
  return { project: name, file: `${module}-${version}-${tag}.whl`, content: zip([...files, [`${info}/RECORD`, `${record}${info}/RECORD,,\n`]]), ...python ? { python } : {} }
}

/** A source archive whose own backend builds it, without anything from an index; `compiles` builds a module in C. */
export const source = (made: Package & { readonly compiles?: boolean; readonly fails?: string }): Offered => {
  const { name, version, compiles = false, fails, python } = made
  const folder = `${underscored(name)}-${version}`
  const files: [string, string][] = [
    [`${folder}/pyproject.toml`, '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'],
    [`${folder}/PKG-INFO`, metadata(made)],
    [`${folder}/backend.py`, backend(made, compiles, fails)],
    [`${folder}/${underscored(name)}.c`, extension(underscored(name))],
  ]
  const tar = files.map(([path, text]) => Buffer.concat([tarHeader({ path, size: Buffer.byteLength(text) }), Buffer.from(text), tarPadding(Buffer.byteLength(text))]))
  return { project: name, file: `${folder}.tar.gz`, content: gzipSync(Buffer.concat([...tar, Buffer.alloc(1024)])), ...python ? { python } : {} }
}

const backend = (made: Package, compiles: boolean, fails: string | undefined): string => `
import os, subprocess, sys, sysconfig, zipfile
NAME, VERSION, METADATA = ${JSON.stringify(underscored(made.name))}, ${JSON.stringify(made.version)}, ${JSON.stringify(metadata(made))}

def build_wheel(folder, settings=None, metadata=None):
    ${fails === undefined ? '' : `sys.exit(${JSON.stringify(fails)})`}
    tag = "py3-none-any"
    files = {}
    if ${compiles ? 'True' : 'False'}:
        version = "cp%d%d" % sys.version_info[:2]
        tag = "%s-%s-%s" % (version, version, sysconfig.get_platform().replace("-", "_").replace(".", "_"))
        module = NAME + sysconfig.get_config_var("EXT_SUFFIX")
        subprocess.run(["gcc", "-shared", "-fPIC", "-nostdlib", NAME + ".c", "-o", module], check=True)
        files[module] = open(module, "rb").read()
    else:
        files[NAME + ".py"] = b"version = " + repr(VERSION).encode()
    info = "%s-%s.dist-info" % (NAME, VERSION)
    files[info + "/METADATA"] = METADATA.encode()
    files[info + "/WHEEL"] = ("Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: %s\\nTag: %s\\n" % (tag.endswith("any"), tag)).encode()
    files[info + "/RECORD"] = "".join("%s,,\\n" % path for path in list(files) + [info + "/RECORD"]).encode()
    name = "%s-%s-%s.whl" % (NAME, VERSION, tag)
    with zipfile.ZipFile(os.path.join(folder, name), "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return name
`

// Without headers, so that a compiler alone is enough: what a module is has not changed since Python 3.5.
const extension = (name: string): string => `
typedef struct { long references; void *type, *init; long index; void *copy; const char *name, *doc; long size; void *rest[5]; } Definition;
void *PyModule_Create2(Definition *, int);
static Definition module = { 1, 0, 0, 0, 0, "${name}", 0, -1, { 0 } };
void *PyInit_${name}(void) { return PyModule_Create2(&module, 1013); }
`

/** A zip archive of texts, nothing compressed. */
const zip = (files: readonly (readonly [path: string, text: string])[]): Buffer => {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [path, text] of files) {
    const [name, body] = [Buffer.from(path), Buffer.from(text)]
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    // The first of January 1980.
    common.writeUInt16LE(33, 8)
    common.writeUInt32LE(crc32(body), 10)
    common.writeUInt32LE(body.length, 14)
    common.writeUInt32LE(body.length, 18)
    common.writeUInt16LE(name.length, 22)
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), common, name, body)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(0o100644 * 65_536, 6)
    rest.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, rest, name)
    offset += 30 + name.length + body.length
  }
  const index = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(files.length, 4)
  end.writeUInt16LE(files.length, 6)
  end.writeUInt32LE(index.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...parts, index, Buffer.from('PK\x05\x06', 'latin1'), end])
}
