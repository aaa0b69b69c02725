import { appKind, type Language } from './app.mts'
import type { Kind } from './kind.mts'
import { tagOf } from './tag.mts'
import { versions } from './versions.mts'

const python: Language = {
  probe: 'python',
  image: (version) => `python:${tagOf(version ?? versions.python, 'slim')}`,
  port: 8000,
  // Logs appear at once; a read-only root has no place for byte code.
  variables: () => ({ PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1' }),
  development: () => ({ reloader: 'python', workdir: '/app' }),
}

/** A server in Python. */
export const pythonWeb = { name: 'python-web', recipe: 'python-web', summary: 'A server in Python 3.13', ...appKind(python, 'web') } satisfies Kind

/** A Python process that nobody calls. */
export const pythonWorker = { name: 'python-worker', recipe: 'python-worker', summary: 'A Python process that nobody calls', ...appKind(python, 'worker') } satisfies Kind
