import { chmod, mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { stringify } from 'yaml'
import type { Archive } from '../../../scripts/backup/manifest.mts'
import type { FileItem } from '../../../scripts/backup/stock.mts'
import { copyFiles } from '../../../scripts/shell/backup/copy-files.mts'
import { readTree } from '../../../scripts/shell/restore/files-stream.mts'
import { root, start } from '../../support/run.mts'
import { createStack, docker } from './stack.mts'

const busybox = { kind: 'container', image: 'busybox:1', user: 0, command: 'sleep 600' }

/** Files that are hard to copy: owners, modes, links, times, names with a newline, a dash, 255 bytes; and enough of them to be killed in the middle. */
const hostile = `chown 1234:4321 .; chmod 2770 .; mkdir -p deep/er; echo text > deep/file; ln deep/file deep/hard; ln -s file deep/link; ln -s /etc/passwd abroad; echo x > -rf; mkfifo pipe
  echo x > "$(printf 'new\\nline')"; echo x > "$(printf 'ü%.0s' $(seq 127))a"; echo x > .wh.white; chown -R 1234:4321 deep; chmod 4750 deep/file; chmod 1777 deep/er
  dd if=/dev/urandom of=big bs=1M count=60 2>/dev/null; truncate -s 9M sparse; touch -d '2001-02-03 04:05:06' deep/file; head -c 5000 /dev/urandom > /side/file`

/** A stack that runs, with two volumes and a folder, one service that was stopped, and the means to copy and restore its files. */
export const stageFiles = async (name: string) => {
  const stack = await createStack(name, { 'stack.yaml': stringify({
    services: {
      writer: { ...busybox, volumes: ['data:/data', 'side:/side'] }, reader: { ...busybox, volumes: ['data:/data:ro'] }, idle: { ...busybox, volumes: ['data:/data'] }, folder: { ...busybox, volumes: ['./uploads:/uploads'] },
    },
    environments: { dev: {} },
  }), 'uploads/one': 'one' })
  const project = `${name}-dev`
  const home = join(stack.folder, '.gantry', 'dev')
  const image = 'localhost/gantry/busybox:1'
  const data: FileItem = { is: 'volume', service: 'writer', item: 'data', source: `${project}_data`, users: ['writer', 'reader', 'idle'], isLive: false }
  const side: FileItem = { ...data, item: 'side', source: `${project}_side` }
  const uploads: FileItem = { is: 'folder', service: 'folder', item: './uploads', source: 'uploads', users: ['folder'], isLive: false }
  const means = { signal: new AbortController().signal, say: () => {}, show: () => {}, stallMs: 20_000, totalMs: 50_000 }
  const freshRun = (): Promise<string> => mkdtemp(join(stack.folder, 'run-'))
  const orderOf = (folder: string, items: readonly FileItem[]) => ({ project, stackFolder: stack.folder, home, folder, recipients: [], images: [image], items })
  const volumes = async (): Promise<readonly string[]> => (await docker('volume', 'ls', '--quiet', '--filter', `name=^${project}_`)).split('\n').filter((one) => one !== '').sort()
  /** Runs a script as root, in the volume. */
  const inVolumes = (script: string): Promise<string> => docker('run', '--rm', '--volume', `${data.source}:/data`, '--volume', `${side.source}:/side`, '--workdir', '/data', image, 'sh', '-ec', script)
  return {
    stack, project, home, image, data, side, uploads, means, freshRun, orderOf, volumes, inVolumes,
    /** How everyone is when nothing is under way. */
    asItWas: 'folder running, idle exited, reader running, writer running',
    begin: async (): Promise<void> => {
      assert.is((await stack.gantry('up')).code, 0)
      await docker('stop', `${project}-idle-1`)
      await inVolumes(hostile)
      await chmod(join(stack.folder, 'uploads/one'), 0o640)
    },
    end: async (): Promise<void> => {
      await stack.remove()
      const left = await volumes()
      if (left.length > 0) await docker('volume', 'rm', ...left)
    },
    states: async (): Promise<string> => (await stack.inspect('*')).map(({ Name, State }) => `${Name.split('-').at(-2)} ${State.Status}`).sort().join(', '),
    /** What the volume comes to. */
    sum: async (): Promise<string> => (await readTree({ item: data, path: data.source }, { project, images: [image] })).sha256,
    restoreOf: (folder: string, archive: Archive, stamp: string, item = data) => ({ project, stackFolder: stack.folder, home, folder, archive, images: [image], item, stamp, dropOld: false }),
    copied: async (item = data): Promise<{ readonly folder: string; readonly archive: Archive }> => {
      const folder = await freshRun()
      const { archives: [archive], failures } = await copyFiles(orderOf(folder, [item]), means)
      assert.equal(failures, [])
      if (!archive) throw new Error('there is no archive')
      return { folder, archive }
    },
    /** Runs `copy`, `restore` or `mend` in a process of its own. */
    act: (act: string, order: unknown) => start([process.execPath, join(root, 'test/engine/support/files-run.mts'), act, JSON.stringify(order)], { cwd: stack.folder }),
    lenders: (): Promise<string> => docker('ps', '--all', '--quiet', '--filter', `label=gantry.lends=${project}`),
  }
}
