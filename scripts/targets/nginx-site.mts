import type { Site } from '../kinds/workload.mts'
import { nginxWord } from './nginx-word.mts'
import type { RenderInput } from './target.mts'

/** A server for the files of a site. */
export const siteText = ({ root, port, fallback }: Site, { templates }: RenderInput): string =>
  templates.text('nginx/site.conf', { port, root: nginxWord(root), fallback: nginxWord(fallback) })
