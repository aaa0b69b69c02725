import { drifts, renderSteps } from './plan/render.mts'
import { autorun } from './shell/autorun.mts'
import { command } from './shell/command.mts'
import { exits } from './shell/failure.mts'
import { refuseEdited } from './shell/refuse-edited.mts'
import { renderAll } from './shell/rendering.mts'

/** Files per environment, written only where they differ; `--check` writes nothing and refuses drift. */
export const render = command({
  name: 'render',
  group: 'everyday',
  explains: true,
  summary: 'write the files of every environment',
  examples: [['make render', 'all environments'], ['make render ARGS=--check', 'exit 100 and show the difference where a file is not current']],
  defaultEnvironment: 'all',
  usesImageMap: 'asked',
  options: { check: { type: 'boolean', hint: 'write nothing; exit 100 when something would change' } },
  observe: async ({ stackFolder, environments, options }) => {
    const { renderings, notes } = await renderAll(stackFolder, environments)
    if (!options.check) refuseEdited(renderings)
    const open = drifts(renderings)
    return { renderings, notes, diff: options.check && open.length > 0 ? await (await import('./shell/diff.mts')).diffs(stackFolder, renderings) : '' }
  },
  plan: ({ options }, { renderings }) => options.check ? [] : renderSteps(renderings),
  report: ({ options, envs }, { renderings, notes, diff }, outcomes) => {
    const said = [...new Set(notes.map(({ path, message, hint }) => `note: ${path}: ${message}; ${hint}`))]
    const open = drifts(renderings).map(({ path, why }) => ({ path, why }))
    const count = renderings.reduce((sum, { produced }) => sum + produced.length, 0)
    if (options.check) return { text: open.length === 0 ? `${count} files of ${envs.join(', ')} are current` : diff, result: { current: open.length === 0, changes: open }, ...open.length > 0 ? { exit: exits.wouldChange } : {} }
    const written = outcomes.filter(({ step, state }) => state === 'done' && (step.do === 'write' || step.do === 'remove')).map(({ step }) => 'path' in step ? step.path : '').filter((path) => !path.endsWith('/.rendered'))
    return { text: [...written.length === 0 && outcomes.every(({ state }) => state === 'done') ? [`${count} files of ${envs.join(', ')} are current`] : written, ...said].join('\n'), result: { written, notes } }
  },
})

await autorun(import.meta, render)
