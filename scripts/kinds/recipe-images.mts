import { tagOf } from './tag.mts'
import type { Recipe } from './image-recipe.mts'
import { versions } from './versions.mts'

/** Digests that are known, by the public name of their image. */
export type Pins = ReadonlyMap<string, string>

/** Reads `images.lock`: one `name:tag@sha256:…` a line. */
export const readPins = (text: string): Pins =>
  new Map([...text.matchAll(/^(\S+)@(sha256:[0-9a-f]{64})$/gm)].map(([, name = '', digest = '']) => [name, digest]))

type Wanted = Pick<Recipe, 'language' | 'variant' | 'isNative'> & { readonly version: string | undefined; readonly isCompiled: boolean }

/** What an image is built in and what it runs in, each with its digest where that is known; nothing to run in is a program on its own. */
export const imagesOf = (wanted: Wanted, pins: Pins): Recipe['images'] => {
  const pinned = (image: string): string => pins.has(image) ? `${image}@${pins.get(image)}` : image
  const { build, run } = byLanguage[wanted.language](wanted)
  return { ...build === undefined ? {} : { build: pinned(build) }, ...run === undefined ? {} : { run: pinned(run) } }
}

type Images = { readonly build?: string; readonly run?: string }

/** What is interpreted runs in what it was built in; without a distribution only the interpreter is taken along. */
const interpreted = (image: string, { variant }: Wanted): Images => ({ build: image, ...variant === 'distroless' ? {} : { run: image } })

const tag = (version: string, { variant }: Wanted): string => tagOf(version, variant === 'alpine' ? 'alpine' : 'slim')

const byLanguage: Readonly<Record<Recipe['language'], (wanted: Wanted) => Images>> = {
  python: (wanted) => interpreted(`python:${tag(wanted.version ?? versions.python, wanted)}`, wanted),
  node: (wanted) => interpreted(`node:${tag(wanted.version ?? versions.node, wanted)}`, wanted),
  go: (wanted) => ({ build: `golang:${compiler(wanted)}`, ...runtimes[wanted.variant] }),
  static: (wanted) => ({ ...wanted.isCompiled ? { build: `node:${versions.node}-slim` } : {}, run: `nginx:${tagOf(wanted.version ?? versions.nginx, 'alpine')}` }),
}

/** C libraries are linked to those of the release the program runs in. */
const compiler = ({ version = versions.go, variant, isNative }: Wanted): string =>
  isNative ? tagOf(version, variant === 'alpine' ? 'alpine' : versions.debian) : version

const runtimes: Readonly<Record<Recipe['variant'], Images>> = {
  slim: { run: `debian:${versions.debian}-slim` }, alpine: { run: `alpine:${versions.alpine}` }, distroless: {},
}
