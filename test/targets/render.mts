import { parse } from 'yaml'
import { compose } from '../../scripts/targets/compose.mts'
import { nginx } from '../../scripts/targets/nginx.mts'
import { placeOf } from '../../scripts/targets/place.mts'
import type { Target } from '../../scripts/targets/target.mts'
import type { Route, Workload } from '../../scripts/kinds/workload.mts'
import type { Environment } from '../../scripts/stack/environment.mts'
import { templates } from './templates.mts'
import { environment, workload } from './workload.mts'

/** The files of a target by their path. */
export const filesOf = (target: Target, of: Environment): Readonly<Record<string, string>> =>
  Object.fromEntries(target.render({ environment: of, templates, place: placeOf(of), source: 'stack.yaml' }).map(({ path, content }) => [path, content]))

/** The compose file of an environment as text. */
export const composeText = (of: Environment): string => Object.values(filesOf(compose, of))[0] ?? ''

/** The compose file of an environment as data. */
export const composeFile = (of: Environment): any => parse(composeText(of))

/** One service in the compose file of an environment that has only it. */
export const serviceOf = (changes: Partial<Workload>, around: Partial<Environment> = {}): any =>
  composeFile(environment({ ...around, workloads: [workload({ name: 'api', ...changes }), ...around.workloads ?? []] })).services.api

/** The nginx file of the proxy in front of these workloads. */
export const proxyOf = (workloads: readonly Workload[], changes: Partial<Environment> = {}): string => {
  const proxy = workload({ name: 'proxy', isEntry: true, mounts: [{ type: 'rendered', target: 'nginx', folder: 'proxy', path: '/etc/nginx/gantry' }] })
  const files = filesOf(nginx, environment({ ...changes, workloads: [...workloads, proxy] }))
  return Object.entries(files).find(([path]) => path.endsWith('proxy/nginx.conf'))?.[1] ?? ''
}

/** The block of an nginx file that begins with these words, without its indentation. */
export const blockOf = (text: string, words: string): string => {
  const lines = text.split('\n')
  const start = lines.findIndex((line) => line.trim() === `${words} {`)
  if (start < 0) return ''
  const indent = /^ */.exec(lines[start] ?? '')?.[0] ?? ''
  const end = lines.findIndex((line, index) => index > start && line === `${indent}}`)
  return lines.slice(start, end + 1).map((line) => line.slice(indent.length)).join('\n')
}

/** A route to the service `api`, to spread over. */
export const route = (path: string, changes: Partial<Route> = {}): Route =>
  ({ path, service: 'api', port: { name: 'http', number: 8000, protocol: 'http' }, strip: false, websocket: false, ...changes })

/** The nginx file of the proxy in front of a service with these routes. */
export const proxyWith = (routes: readonly Route[], changes: Partial<Environment> = {}): string => proxyOf([workload({ name: 'api', routes })], changes)

/** The blocks of an nginx file that are servers in front of routes. */
export const serversOf = (text: string): readonly string[] => text.split(/\n(?= {2}server \{\n)/).slice(2)

/** What a directive says, wherever it stands. */
export const saidBy = (text: string, directive: string): readonly string[] => [...text.matchAll(new RegExp(`^ *${directive} (.*);$`, 'gm'))].map(([, words]) => words ?? '')
