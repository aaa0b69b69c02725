import { spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { bareRefusal } from '../../docker/refusal.mts'
import type { WheelEffect } from '../../wheels/effect.mts'
import { manifestText, usedFiles } from '../../wheels/manifest.mts'
import { tarHeader, tarPadding } from '../../wheels/tar.mts'
import { fileNameOf } from '../../wheels/view.mts'
import { startGuard, track } from '../children.mts'
import { fail, failed } from '../failure.mts'
import { failAt, makeParent, readText } from '../files.mts'
import type { Done, Means } from '../performers.mts'
import { childEnv, ending } from '../processes.mts'
import { imageId } from './images.mts'
import { loadManifest, parts } from './house.mts'

/** What stands in a bundle. */
export type Bundled = { readonly file: string; readonly bytes: number; readonly images: readonly string[]; readonly wheels: number }

/**
 * Packs the wheelhouse and images into one archive that both tar and docker read: our files first, without the end of an
 * archive, then all that `docker save` says. Nothing is kept in memory, and no second copy is made on disk.
 */
export const bundle = async ({ file, services, images }: Extract<WheelEffect, { act: 'bundle' }>, house: string, { folder, progress, signal }: Means): Promise<Done> => {
  for (const image of images) if (await imageId(image) === undefined) fail(failed(`the image ${image} is not on this machine`, `pull it: docker pull ${image}`))
  const path = resolve(folder, file)
  const part = `${path}.part`
  await makeParent(path)
  const out = await open(part, 'w').catch((error: unknown) => failAt('write', part, error))
  try {
    const wheels = await packHouse(out, { house, services }, progress.show).catch((error: unknown) => failAt('write', part, error))
    await packImages(out, images, signal, progress.show).catch((error: unknown) => failAt('write', part, error))
    await out.sync()
    const { size } = await out.stat()
    await rename(part, path).catch((error: unknown) => failAt('write', path, error))
    const data: Bundled = { file, bytes: size, images, wheels }
    return { ok: true, message: '', data }
  } finally {
    await out.close()
    await rm(part, { force: true })
  }
}

const packHouse = async (out: FileHandle, { house, services }: { readonly house: string; readonly services: readonly string[] }, show: (text: string) => void): Promise<number> => {
  const all = await loadManifest(house)
  const manifest = { ...all, services: Object.fromEntries(Object.entries(all.services).filter(([name]) => services.includes(name))) }
  const files = [...usedFiles(manifest)].sort()
  const text = Buffer.from(manifestText({ ...manifest, files: Object.fromEntries(files.flatMap((path) => manifest.files[path] ? [[path, manifest.files[path]]] : [])) }), 'utf8')
  await packBytes(out, `wheels/${parts.manifest}`, text)
  for (const [index, path] of files.entries()) {
    show(`packing ${path} (${index + 1} of ${files.length})`)
    await packFile(out, `wheels/files/${path}`, join(house, parts.files, path))
  }
  for (const [service, entries] of Object.entries(manifest.services)) {
    for (const path of new Set(entries.flatMap(({ wheels }) => wheels))) await out.write(tarHeader({ path: `wheels/${service}/${fileNameOf(path)}`, size: 0, linkTo: `wheels/files/${path}` }))
    await packBytes(out, `wheels/${service}/requirements.txt`, Buffer.from(await readText(join(house, service, 'requirements.txt')) ?? '', 'utf8'))
  }
  return files.length
}

const packBytes = async (out: FileHandle, path: string, bytes: Buffer): Promise<void> => {
  await out.write(Buffer.concat([tarHeader({ path, size: bytes.length }), bytes, tarPadding(bytes.length)]))
}

const packFile = async (out: FileHandle, path: string, from: string): Promise<void> => {
  const { size } = await stat(from)
  await out.write(tarHeader({ path, size }))
  // A file that grows meanwhile must not push the rest out of place.
  if (size > 0) for await (const chunk of createReadStream(from, { end: size - 1, highWaterMark: 1 << 20 })) await out.write(chunk as Buffer)
  await out.write(tarPadding(size))
}

const packImages = async (out: FileHandle, images: readonly string[], signal: AbortSignal, show: (text: string) => void): Promise<void> => {
  startGuard()
  const child = spawn('docker', ['image', 'save', ...images], { env: childEnv({}), detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  track(child, true)
  const ended = ending(child)
  let stderr = ''
  child.stderr.on('data', (chunk) => { stderr += String(chunk) })
  let bytes = 0
  try {
    for await (const chunk of child.stdout) {
      await out.write(chunk as Buffer)
      bytes += (chunk as Buffer).length
      show(`packing ${images.join(', ')}: ${Math.round(bytes / 1e6)} MB`)
    }
  } finally {
    child.kill()
  }
  const { code } = await ended
  if (code !== 0 || signal.aborted) fail(failed(`docker image save ended with ${code}: ${bareRefusal(stderr)}`))
}
