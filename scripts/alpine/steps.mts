import { compose } from '../docker/compose.mts'
import type { Argv } from '../docker/argv.mts'
import { label } from '../docker/label.mts'
import { volume } from '../docker/volume.mts'
import type { Workload } from '../kinds/workload.mts'
import { goalsOf } from '../plan/goals.mts'
import { takesVolumes } from '../plan/start.mts'
import type { Step } from '../plan/step.mts'
import { buildSteps } from './build-steps.mts'
import type { Comparison } from './comparison.mts'
import type { Packages, Stage } from './effect.mts'
import { outsideOf } from './subject.mts'
import { trialFolder, trialImage } from './trial.mts'
import { variants, type Variant } from './variant.mts'

/** How often each variant is started, and how long it is left alone before its memory is read (milliseconds). */
const times = 3
const rest = 2000

/** From the files of a comparison to its figures, and everything taken away again; all of it after `prepared`, and without the files that it `made`. */
export const alpineSteps = (comparison: Comparison, prepared: readonly Step[], made: readonly string[]): readonly Step[] => {
  const { environment, files, hasLeftovers } = comparison
  const folder = trialFolder(environment)
  const before: readonly Step[] = hasLeftovers ? [{ ...clearOf(comparison, []), id: 'clear before', why: 'an earlier run was killed' }] : []
  const lay: Step = { id: 'files', after: [...before, ...prepared].map(({ id }) => id), do: 'alpine', act: 'lay', quiet: true, files, folder, why: 'Dockerfiles of both variants, and the stack with either' }
  const looks = [...buildSteps(comparison), ...packageSteps(comparison)]
  const tries = inTurn(trySteps(comparison), looks.map(({ id }) => id))
  const all = [lay, ...looks, ...tries]
  return [...before, ...prepared.map((step) => ({ ...step, after: [...step.after, ...before.map(({ id }) => id)] })), ...all, { ...clearOf(comparison, made), after: all.map(({ id }) => id) }]
}

/** Files that preparing writes: secrets that nobody types, and variables. */
export const writtenBy = (prepared: readonly Step[]): readonly string[] => prepared.flatMap((step) => step.do === 'secret' || step.do === 'compose-secret' || step.do === 'write' ? [step.path] : [])

/** Takes away whatever a comparison has made. */
export const clearOf = ({ environment, trials }: Pick<Comparison, 'environment' | 'trials'>, made: readonly string[]): Step => ({
  id: 'clear', after: [], do: 'alpine', act: 'clear', quiet: true, project: trials.slim.project, folder: trialFolder(environment), made, why: 'it was made for this comparison alone',
})

const packageSteps = ({ environment, recipes, packagesOf, trials }: Comparison): readonly Step[] => recipes.flatMap(({ owner, dressed }): readonly Step[] => {
  const found = packagesOf(dressed.slim.recipe)
  if (!found) return []
  const packages: Packages = found.is === 'known' ? found : { is: 'to be asked', python: found.python, image: trialImage(environment, dressed.slim.recipe.name, 'slim') }
  const recipe = owner.recipe?.name ?? owner.name
  return [{ id: `packages ${recipe}`, after: packages.is === 'known' ? ['files'] : [`build ${recipe} slim`], do: 'alpine', act: 'packages', quiet: true, recipe, packages, project: trials.slim.project, why: packages.is === 'known' ? packages.by : 'the index says for which systems it has wheels' }]
})

/** Services in order of need: those that are compared one after the other as both variants, the others started and left running. */
const trySteps = (comparison: Comparison): readonly Step[] => {
  const { environment, trials, subjects } = comparison
  const compared = new Set(subjects.map(({ workload }) => workload.name))
  const workloads = trials.slim.workloads
  const isNeeded = (name: string): boolean => workloads.some(({ needs }) => needs.some(({ service }) => service === name))
  return workloads.flatMap((workload): readonly Step[] => {
    const { name } = workload
    const outside = outsideOf(environment, [workload])
    const danger = outside.length > 0 ? { danger: 'data' as const } : {}
    const beyond = outside.length > 0 ? `; calls ${outside.join(', ')}, which is outside this stack` : ''
    const start: Step = { id: `start ${name}`, after: [], do: 'alpine', act: 'start', stage: stageOf(comparison, 'slim', workload), goals: goalsOf(trials.slim, [workload]), why: `others need it${beyond}`, ...danger }
    if (!compared.has(name)) return [start]
    return [...variants.map((variant): Step => {
      const own = trials[variant].workloads.find((one) => one.name === name) ?? workload
      const [goal] = goalsOf(trials[variant], [own])
      if (!goal) throw new TypeError(`${name} has no goal`)
      return { id: `try ${name} ${variant}`, after: [], do: 'alpine', act: 'try', variant, image: own.image, stage: stageOf(comparison, variant, own), goal, needs: own.needs, times, rest, why: `time until it is ${goal.until === 'done' ? 'done' : 'ready'}, memory at rest${beyond}`, ...danger }
    }), ...isNeeded(name) ? [start] : []]
  })
}

/** One after the other: what starts beside it would be measured too. */
const inTurn = (steps: readonly Step[], first: readonly string[]): readonly Step[] =>
  steps.map((one, index) => ({ ...one, after: index === 0 ? ['files', ...first] : [steps[index - 1]?.id ?? ''] }))

const stageOf = ({ environment, trials }: Comparison, variant: Variant, workload: Workload): Stage => {
  const { project, images } = trials[variant]
  return {
    project, create: compose(composeAt(environment, variant)).create([workload.name]),
    gives: !takesVolumes(workload) ? [] : workload.mounts.flatMap((mount) => mount.type !== 'volume' || mount.readOnly || mount.isSeeded ? [] : [
      labelled(volume.give(`${project}_${mount.name}`, workload.user ?? '', images[workload.image] ?? workload.image), project)]),
  }
}

/** The compose file of a variant. */
export const composeAt = (environment: Parameters<typeof trialFolder>[0], variant: Variant): string => `${trialFolder(environment)}/${variant}.yaml`

/** `docker run` of a container that is taken away with a project. */
export const labelled = ([docker = '', run = '', ...words]: Argv, project: string): Argv => [docker, run, '--label', `${label.project}=${project}`, ...words]
