import type { Site } from '../kinds/workload.mts'
import { nginxWord } from './nginx-word.mts'
import type { Templates } from './template.mts'

/** A server for the files of a site. */
export const siteText = ({ root, fallback }: Site, listen: string, templates: Templates): string =>
  templates.text('nginx/site.conf', { port: listen, root: nginxWord(root), fallback: nginxWord(fallback) })
