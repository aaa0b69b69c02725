import { goProgram } from '../kinds/recipe-go.mts'
import type { Recipe } from '../kinds/image-recipe.mts'
import { beside, besideAlone, copyPackages, copySource, systemPackages } from './dockerfile-content.mts'
import { startOf, tailOf } from './dockerfile-end.mts'
import { partOf } from './dockerfile-words.mts'
import type { Templates } from './template.mts'

/** Tools that the Debian image of Go has and the Alpine one has not. */
const compilers = ['gcc', 'musl-dev', 'pkgconf']
/** What a program with C libraries needs of a distribution besides them; Alpine brings wget along. */
const companions = { slim: ['ca-certificates', 'tzdata', 'wget'], alpine: ['ca-certificates', 'tzdata'], distroless: [] } as const

/** Go: one program, linked statically unless it has C libraries; time zones are in it, certificates beside it. */
export const goDockerfile = (recipe: Recipe, source: string, templates: Templates): string => {
  const { images, system, workdir, isNative, variant, program = '.' } = recipe
  const isAlpine = variant === 'alpine' && isNative
  const run = isNative || variant === 'slim' ? [...companions[variant], ...system.run] : system.run
  return templates.text('docker/go.Dockerfile', {
    source, workdir, image: images.build, runtime: images.run ?? 'scratch',
    // Without C libraries the compiler runs on the machine's own processor and compiles for another.
    platform: isNative ? '' : '--platform=$BUILDPLATFORM ',
    arguments: isNative ? undefined : 'ARG TARGETOS TARGETARCH',
    settings: isNative ? 'CGO_ENABLED=1' : 'CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH',
    buildPackages: systemPackages(templates, isNative ? [...isAlpine ? compilers : [], ...system.build, ...system.run] : [], images.build),
    runPackages: systemPackages(templates, run, images.run),
    install: recipe.packages && partOf(templates, 'go-install', { copy: copyPackages(recipe) }),
    copy: copySource(recipe), program: goProgram, package: program === '.' ? '.' : `./${program}`,
    content: beside(recipe), beside: images.run === undefined ? besideAlone(recipe) : beside(recipe),
    start: startOf(recipe, templates), tail: tailOf(recipe, templates),
  })
}
