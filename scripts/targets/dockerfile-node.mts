import type { Recipe } from '../kinds/image-recipe.mts'
import { beside, besideAlone, copyPackages, copySource, systemPackages } from './dockerfile-content.mts'
import { closureOf, contentOf, productionOf, startOf } from './dockerfile-end.mts'
import { execForm, partOf } from './dockerfile-words.mts'
import type { Templates } from './template.mts'

type Manager = { readonly setup?: 'node-pnpm'; readonly install: string; readonly prune: string }

const managers: Readonly<Record<'npm' | 'pnpm', Manager>> = {
  npm: { install: 'npm ci --include=dev --no-audit --no-fund --no-update-notifier --cache=/var/cache/node', prune: 'npm prune --omit=dev --no-audit --no-fund --no-update-notifier' },
  pnpm: {
    setup: 'node-pnpm',
    install: 'pnpm install --frozen-lockfile --prod=false --store-dir=/var/cache/node/pnpm', prune: 'CI=true pnpm prune --prod',
  },
}

/** Where the packages of a Node program stand below its working folder. */
const modules = (from: string, { workdir }: Recipe): string => `COPY --from=${from} ${workdir}/node_modules node_modules`

/** How the packages of a program or a site are installed; undefined where it has none. */
export const nodeInstall = (recipe: Recipe, templates: Templates): string | undefined => {
  const manager = managerOf(recipe)
  return manager && partOf(templates, 'node-install', { manager: manager.setup && partOf(templates, manager.setup), copy: copyPackages(recipe), command: manager.install })
}

const managerOf = ({ packages }: Recipe): Manager | undefined => packages && managers[packages.by as keyof typeof managers]

/** Node: all packages to develop and build with, those of production alone beside the program. */
export const nodeDockerfile = (recipe: Recipe, source: string, templates: Templates): string => {
  const { images, system, workdir, compile } = recipe
  const manager = managerOf(recipe)
  return templates.text('docker/node.Dockerfile', {
    source, workdir, image: images.build,
    runPackages: systemPackages(templates, system.run, images.build), buildPackages: systemPackages(templates, system.build, images.build),
    install: nodeInstall(recipe, templates),
    packages: manager && modules('dependencies', recipe), content: contentOf(beside(recipe), copySource(recipe)), start: startOf(recipe, templates),
    pruned: manager && partOf(templates, 'node-pruned', { command: manager.prune }),
    built: compile && partOf(templates, 'node-built', { command: execForm(compile) }),
    production: production(recipe, manager, templates),
  })
}

/** What was built takes the place of the source. */
const production = (recipe: Recipe, manager: Manager | undefined, templates: Templates): string => {
  const own = recipe.compile ? `COPY --from=built --chmod=755 ${recipe.workdir} ./` : copySource(recipe)
  const isAlone = recipe.images.run === undefined
  const from = isAlone ? closureOf(recipe, { from: manager ? 'packages' : 'dependencies', environment: 'ENV NODE_ENV=production\nENV PATH=/usr/local/bin:/usr/bin:/bin' }, templates) : 'FROM base AS production'
  const rest = recipe.compile ? { ...recipe, include: [] } : recipe
  return productionOf(recipe, { from, packages: manager && modules('packages', recipe), content: contentOf(isAlone ? besideAlone(rest) : beside(rest), own) }, templates)
}
