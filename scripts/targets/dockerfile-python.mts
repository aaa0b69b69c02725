import type { Recipe } from '../kinds/image-recipe.mts'
import { beside, besideAlone, copyPackages, copySource, systemPackages } from './dockerfile-content.mts'
import { closureOf, contentOf, productionOf, startOf, tailOf } from './dockerfile-end.mts'
import { linesOf, partOf } from './dockerfile-words.mts'
import type { Templates } from './template.mts'

/** Tools that read a lock, each in the stage that needs it and nowhere else; an image that brings one along uses that. */
const tools = { poetry: '2.2.1', uv: '0.9.7' } as const

/** What installs from an index. */
const online = (by: 'pip' | keyof typeof tools, templates: Templates): string => {
  const command = partOf(templates, `python-${by}`)
  const text = by === 'pip' ? command : partOf(templates, 'python-tool', { name: by, version: tools[by], command: command.replaceAll('\n', '\n  ') })
  return text.replaceAll('\n', '\n    ')
}

/** Wheels are compiled: nothing is asked for that compiles, so that no network is needed. */
const unlessWheels = { mount: '--mount=type=bind,from=wheels,target=/wheels \\\n  ', guard: 'if [ -f /wheels/requirements.txt ]; then exit 0; fi; \\\n  ' }

/** Python: packages in a virtual environment that the next stages take over whole. */
export const pythonDockerfile = (recipe: Recipe, source: string, templates: Templates): string => {
  const { images, packages, system, workdir } = recipe
  const by = packages?.by as 'pip' | keyof typeof tools | undefined
  const venv = by && linesOf(['COPY --from=dependencies /venv /venv', 'ENV PATH=/venv/bin:$PATH'])
  return templates.text('docker/python.Dockerfile', {
    source, workdir, image: images.build, wheels: by && partOf(templates, 'python-wheels'),
    runPackages: systemPackages(templates, system.run, images.build), buildPackages: systemPackages(templates, system.build, images.build, by && unlessWheels),
    install: by && partOf(templates, 'python-install', { copy: copyPackages(recipe), online: online(by, templates) }),
    packages: venv, content: contentOf(beside(recipe), copySource(recipe)), start: startOf(recipe, templates),
    production: recipe.images.run === undefined ? alone(recipe, templates) : linesOf(['FROM application AS production', tailOf(recipe, templates)]),
  })
}

const environment = [
  'ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 LANG=C.UTF-8', 'ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt', 'ENV PATH=/venv/bin:/usr/local/bin:/usr/bin:/bin',
].join('\n')

const alone = (recipe: Recipe, templates: Templates): string =>
  productionOf(recipe, { from: closureOf(recipe, { from: 'dependencies', environment }, templates), packages: recipe.packages && 'COPY --from=dependencies /venv /venv', content: contentOf(besideAlone(recipe), copySource(recipe)) }, templates)
