import type { Target } from './target.mts'

const files: Readonly<Record<string, string>> = { node: 'reload.mjs', python: 'reload.py', go: 'reload.go' }

/** The small programs that restart a command in development, one for each language in use. */
export const reload: Target = {
  name: 'reload',
  summary: 'Programs that restart a service when its source changes',
  render: ({ environment, templates, place }) => {
    const languages = new Set(environment.workloads.flatMap(({ mounts }) => mounts.flatMap((mount) => mount.type === 'rendered' && mount.target === 'reload' ? [mount.folder] : [])))
    return [...languages].sort().flatMap((language) => {
      const file = files[language]
      return file === undefined ? [] : [{ path: place('reload', `${language}/${file}`), content: templates.text(`reload/${file}`, {}) }]
    })
  },
}
