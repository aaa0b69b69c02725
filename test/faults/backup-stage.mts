import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import * as assert from 'uvu/assert'
import { runTime } from '../../scripts/backup/place.mts'
import { createStack, docker, until } from '../engine/support/stack.mts'
import { start, type Ran } from '../support/run.mts'

/** Stands before the real pg_dump; what it does is in the file `way` beside it. */
const pgDump = `#!/bin/sh
real=/usr/bin/pg_dump
case $(cat /fake/way):$PGDATABASE in
  empty:*) exit 0 ;;
  fails:*) $real "$@"; echo 'pg_dump: error: out of luck' >&2; exit 1 ;;
  cut:t*) $real "$@" | head -c 700; exit 0 ;;
  slow:t*) $real "$@" | head -c 700; sleep 120; exit 0 ;;
  held:t*) while grep -q held /fake/way; do sleep 0.1; done; exec $real "$@" ;;
  *) exec $real "$@" ;;
esac
`

/** A small stack with a database, a volume whose only writer is stopped for the copy, and one that was stopped all along; backups stand in \`./kept\`, which may be a small disk. */
export const stageFaults = async (name: string, { disk, keep = '{ last: 50 }', more = '' }: { readonly disk?: string; readonly keep?: string; readonly more?: string } = {}) => {
  const stack = await createStack(name, {
    'stack.yaml': `
services:
  db: { kind: postgres, limits: { memory: 256M }, variables: { PATH: "/fake:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/18/bin" }, volumes: ["./fake:/fake:ro"] }
  writer: { kind: container, image: "busybox:1", command: sleep 3600, user: "1000:1000", health: { command: ["true"] }, volumes: ["files:/files"] }
  idle: { kind: container, image: "busybox:1", command: sleep 3600, user: "1000:1000", volumes: ["files:/files"] }
environments: { dev: {} }
backups: { folder: kept, keep: ${keep}${more} }
`, 'fake/pg_dump': pgDump, 'fake/way': 'real',
  })
  const mounted = join(stack.folder, 'kept')
  const kept = join(mounted, 'dev')
  const project = `${name}-dev`
  const database = name.replaceAll('-', '_')
  const sql = (text: string): Promise<string> => stack.exec('db', ['psql', '-U', 'app', '-d', database, '-Atc', text])
  const runs = async (): Promise<readonly string[]> => (await readdir(kept)).filter((each) => runTime(each) !== undefined).sort()
  const filesOf = async (run: string): Promise<readonly string[]> => (await readdir(join(kept, run))).map((file) => `${run}/${file}`)
  /** Every file of every run that ended, with its hash. */
  const sums = async (): Promise<Readonly<Record<string, string>>> => {
    const paths = (await Promise.all((await runs()).map(filesOf))).filter((files) => files.some((path) => path.endsWith('/manifest.json'))).flat()
    return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, createHash('sha256').update(await readFile(join(kept, path))).digest('hex')] as const)))
  }
  const states = async (): Promise<string> => (await stack.inspect('*')).map(({ Name, State }) => `${Name.split('-').at(-2)} ${State.Status}`).sort().join(', ')
  const status = async (): Promise<{ readonly ok: boolean; readonly run: string; readonly error?: string; readonly failures: readonly { readonly message: string }[] }> => JSON.parse(await readFile(join(kept, 'status.json'), 'utf8'))
  const way = (text: 'real' | 'empty' | 'fails' | 'cut' | 'slow' | 'held'): Promise<void> => writeFile(join(stack.folder, 'fake/way'), text)
  /** Processes that belong to a backup, on the host in this stack's folder and in the container of the database. */
  const processes = async (): Promise<readonly string[]> => {
    const inside = (await docker('top', `${project}-db-1`, '-eo', 'pid,args').catch(() => '')).split('\n').filter((line) => /pg_dump|psql|sleep (?:120|0\.1)/.test(line))
    const pids = (await readdir('/proc')).filter((each) => /^\d+$/.test(each))
    const own = await Promise.all(pids.map(async (pid) => {
      const [cwd, line] = await Promise.all([readlink(`/proc/${pid}/cwd`).catch(() => ''), readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')])
      return line.includes(`docker\0exec`) && line.includes('GANTRY_RUN=') && cwd === stack.folder || /scripts\/(?:backup|restore)\.mts/.test(line) && cwd === stack.folder ? [line.replaceAll('\0', ' ')] : []
    }))
    return [...inside, ...own.flat()]
  }
  const lockIsFree = (): boolean => {
    try {
      execFileSync('flock', ['-n', join(stack.folder, '.gantry/dev/lock'), 'true'])
      return true
    } catch {
      return false
    }
  }
  const small = join(stack.folder, 'disk')
  const mount = (): void => void execFileSync('mount', ['--bind', small, mounted])
  const unmount = (): void => void execFileSync('umount', ['--lazy', mounted])
  return {
    ...stack, mounted, kept, project, database, sql, runs, sums, states, status, way, processes, lockIsFree, mount, unmount,
    /** The small disk is read-only from now on, or no longer. */
    remount: (way: 'ro' | 'rw'): void => void execFileSync('mount', ['-o', `remount,${way}`, small]),
    asItWas: 'db running, idle exited, writer running',
    backup: (...words: readonly string[]): Promise<Ran> => stack.gantry('backup', ...words),
    /** The command alone in a process group of its own, to be killed. */
    begin: (before: readonly string[] = [], command = 'backup', ...words: readonly string[]) => start([...before, process.execPath, join(import.meta.dirname, `../../scripts/${command}.mts`), ...words], { cwd: stack.folder, stdin: '', env: { GANTRY_IMAGES: process.env['GANTRY_IMAGES'] ?? join(import.meta.dirname, '../engine/images.yaml'), NO_COLOR: '1' } }),
    /** Brings everything up; the first run is a good one. */
    prepare: async (): Promise<void> => {
      await chmod(join(stack.folder, 'fake/pg_dump'), 0o755)
      await mkdir(mounted, { mode: 0o700 })
      if (disk) {
        await mkdir(small)
        execFileSync('mount', ['-t', 'tmpfs', '-o', `mode=700,${disk}`, 'tmpfs', small])
        mount()
      }
      const up = await stack.gantry('up')
      assert.is(up.code, 0, up.stderr)
      await docker('stop', '--time', '1', `${project}-idle-1`)
      await sql('CREATE TABLE notes (id int PRIMARY KEY, text text); INSERT INTO notes SELECT i, md5(i::text) FROM generate_series(1, 500) i')
      await stack.exec('writer', ['sh', '-c', 'echo kept >/files/one'])
      const first = await stack.gantry('backup')
      assert.is(first.code, 0, first.stderr + first.stdout)
      assert.is((await runs()).length, 1)
    },
    remove: async (): Promise<void> => {
      if (disk) for (const path of [mounted, small]) spawnSync('umount', ['--lazy', path])
      await stack.remove()
    },
    /** I0 but for the exit code: what was there is byte for byte there, nothing that is damaged has a final name, the lock is free, containers are as they were, no process goes on. */
    assertUnharmed: async (before: Readonly<Record<string, string>>, what: string): Promise<void> => {
      const after = await sums()
      assert.equal(Object.entries(before).filter(([path, sum]) => after[path] !== sum), [], `${what}: earlier runs changed`)
      for (const path of (await Promise.all((await runs()).map(filesOf))).flat().filter((each) => /^[^/]+\/[^.].*\.zst$/.test(each))) {
        const bytes = await readFile(join(kept, path))
        assert.not.throws(() => { zstdDecompressSync(bytes) }, `${what}: ${path} is damaged`)
      }
      await until(5, async () => lockIsFree(), (isFree) => isFree).catch(() => { throw new Error(`${what}: the lock is held`) })
      await until(20, states, (each) => each === 'db running, idle exited, writer running').catch((error: unknown) => { throw new Error(`${what}: ${String(error)}`) })
      await until(20, processes, (each) => each.length === 0).catch((error: unknown) => { throw new Error(`${what}: left running: ${String(error)}`) })
    },
    /** No half-written file and no run without a manifest. */
    assertSwept: async (what: string): Promise<void> => {
      const names = await readdir(kept, { recursive: true })
      assert.equal(names.filter((each) => /\.partial$|\.tmp$|\.held$/.test(each)), [], `${what}: temporaries are left`)
      for (const run of await runs()) assert.ok(names.includes(`${run}/manifest.json`), `${what}: ${run} has no manifest`)
    },
  }
}

export type FaultStage = Awaited<ReturnType<typeof stageFaults>>
