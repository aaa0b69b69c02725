import { parse } from 'yaml'
import { adopt, type Adopted } from '../../scripts/adopt/adopt.mts'
import type { ProjectFiles } from '../../scripts/adopt/project-files.mts'

/** Files of a map in place of a folder. */
export const filesOf = (texts: Readonly<Record<string, string>>): ProjectFiles => ({
  read: (path) => texts[path],
  isFolder: (path) => path === '.' || Object.keys(texts).some((name) => name.startsWith(`${path}/`)),
  list: (folder) => {
    const inside = Object.keys(texts).flatMap((name) => folder === '.' ? [name] : name.startsWith(`${folder}/`) ? [name.slice(folder.length + 1)] : [])
    return [...new Set(inside.map((name) => name.includes('/') ? `${name.split('/')[0]}/` : name))].sort()
  },
  readEnv: (path) => texts[path] === undefined ? undefined : Object.fromEntries((texts[path] ?? '').split('\n').flatMap((line) => {
    const [, name, value] = /^(?:export )?([A-Za-z_]\w*)=(.*)$/.exec(line) ?? []
    return name === undefined ? [] : [[name, (value ?? '').replace(/^(['"])(.*)\1$/, '$2')]]
  })),
})

type Stack = { readonly name: string; readonly services: Readonly<Record<string, any>>; readonly secrets?: any; readonly environments: any; readonly proxy?: any }
export type Made = Adopted & { readonly data: Stack; /** Decisions and leftovers as short lines. */ readonly took: readonly string[]; readonly left: readonly string[] }

/** Converts compose text, with the files around it, and reads the stack file back. */
export const made = (compose: string, files: Readonly<Record<string, string>> = {}): Made => {
  const all = { 'compose.yaml': compose, ...files }
  const reading = filesOf(all)
  const { adopted, troubles } = adopt({ paths: ['compose.yaml'], files: reading, values: reading.readEnv('.env') ?? {}, folder: 'shop' })
  if (!adopted) throw new Error(troubles.map(({ message }) => message).join('; '))
  return {
    ...adopted, data: parse(adopted.text) as Stack,
    took: adopted.decisions.map(({ what, as }) => `${what} → ${as}`), left: adopted.leftovers.map(({ what, at }) => `${at ? `${at.line} ` : ''}${what}`),
  }
}

/** The one service of a compose text: keys below it, as `image: x` and the like. */
export const service = (keys: string, files: Readonly<Record<string, string>> = {}, more = ''): Record<string, any> => {
  const { data } = made(`services:\n  a:\n${keys.split('\n').map((line) => `    ${line}`).join('\n')}\n${more}`, files)
  return data.services['a']
}

/** Dockerfiles to build with. */
export const dockerfiles = {
  node: { 'app/Dockerfile': 'FROM node:24\nWORKDIR /app\nCMD ["node", "x.js"]\n' },
  python: { 'app/Dockerfile': 'FROM python:3.13-slim\nWORKDIR /app\nCMD ["python", "x.py"]\n' },
  go: { 'app/Dockerfile': 'FROM golang:1.27 AS build\nRUN go build\nFROM debian:13\nUSER app\nCMD ["x"]\n', 'app/go.mod': 'module x\n' },
} as const
