import { createHash } from 'node:crypto'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { serveIndex } from '../../support/index-server.mts'
import { source, wheel, type Offered } from '../../support/python-packages.mts'
import { createStack, docker, type Stack } from './stack.mts'

/** The processor of this machine, as Python calls it. */
export const machine = process.arch === 'x64' ? 'x86_64' : 'aarch64'
/** The tag of a wheel for this Python on a Linux like that of the test images. */
export const manylinux = `cp314-cp314-manylinux_2_28_${machine}`

const packages: readonly Offered[] = [
  wheel({ name: 'alpha', version: '1.0', needs: ['beta>=1'] }), wheel({ name: 'beta', version: '1.0' }), wheel({ name: 'beta', version: '1.2' }),
  wheel({ name: 'tagged', version: '1.0', tag: manylinux }), wheel({ name: 'tagged', version: '1.0', tag: `cp314-cp314-musllinux_1_2_${machine}` }), wheel({ name: 'tagged', version: '1.0', tag: 'cp314-cp314-macosx_11_0_arm64' }),
  source({ name: 'pure-source', version: '2.0', needs: ['beta'] }), source({ name: 'fast', version: '1.0', compiles: true }),
  wheel({ name: 'mac', version: '1.0', tag: 'cp314-cp314-macosx_11_0_arm64' }), wheel({ name: 'delta', version: '1.0', needs: ['beta<1.1'] }), wheel({ name: 'big', version: '1.0', size: 50_000 }), wheel({ name: 'forged', version: '1.0' }),
  source({ name: 'broken', version: '1.0', fails: 'this cannot be built here' }),
]

/** The sha256 of a file of the index. */
export const shaOf = (file: string): string => createHash('sha256').update(packages.find((offered) => offered.file === file)?.content ?? '').digest('hex')

/** What this machine's own pip is told does not count here. */
export const alone = { PIP_CONFIG_FILE: '/dev/null', PIP_EXTRA_INDEX_URL: '', PIP_FIND_LINKS: '', PIP_CERT: '', PIP_RETRIES: '1', PIP_DEFAULT_TIMEOUT: '15', NETRC: '/dev/null' }

/** An index with all kinds of packages on loopback; `wheels` runs download-wheels against it, `reset` takes its faults back. */
export const wheelIndex = async (more: readonly Offered[] = []) => {
  const index = await serveIndex([...packages, ...more])
  return {
    ...index,
    wheels: (of: Stack, ...words: string[]) => of.gantryWith({ env: { ...alone, PIP_INDEX_URL: index.url } }, 'download-wheels', ...words),
    reset: (): void => {
      Object.assign(index.knobs, { latency: 0, truncated: new Map(), replaced: new Set(), silent: new Set(), status: undefined, login: undefined, hashless: false })
      index.requests.length = 0
    },
  }
}

/** A stack of Python services by what their requirements say, or by their files. */
export const stackOf = (name: string, services: Readonly<Record<string, Readonly<Record<string, string>> | string>>) => createStack(name, {
  'stack.yaml': `services:\n${Object.keys(services).map((service) => `  ${service}: { kind: python-worker, build: ./${service}, command: python main.py }\n`).join('')}environments:\n  dev: {}\n`,
  ...Object.fromEntries(Object.entries(services).flatMap(([service, files]) => [
    [`${service}/Dockerfile`, 'FROM python:3.14-slim\nCMD ["python"]\n'], ...Object.entries(typeof files === 'string' ? { 'requirements.txt': files } : files).map(([file, text]) => [`${service}/${file}`, text])])),
})

/** The wheels in the view of a service. */
export const inView = async (of: Stack, service: string): Promise<readonly string[]> => (await readdir(join(of.folder, 'wheels', service)).catch(() => [])).filter((name) => name.endsWith('.whl')).sort()

/** The containers that collect wheels just now. */
export const collectors = (): Promise<string> => docker('ps', '--all', '--quiet', '--filter', 'label=gantry.wheels')

/** Puts wheels where download-wheels leaves those of a service, with the requirements that pin them. */
export const layWheels = async ({ folder }: Stack, service: string, offered: readonly Offered[]): Promise<void> => {
  const view = join(folder, 'wheels', service)
  await mkdir(view, { recursive: true })
  for (const { file, content } of offered) await writeFile(join(view, file), content)
  const pin = ({ file, content }: Offered): string => `${file.split('-').slice(0, 2).join('==')} --hash=sha256:${createHash('sha256').update(content).digest('hex')}\n`
  await writeFile(join(view, 'requirements.txt'), offered.map(pin).join(''))
}
