import type { Link } from './index-page.mts'
import { readWheelName, sourceVersion, type WheelName } from './file-name.mts'

/** The Python and the platform that wheels are collected for, as the base image says it. */
export type PythonTarget = {
  /** `3.14.8`. */
  readonly version: string
  /** `cp` for CPython, `pp` for PyPy. */
  readonly implementation: string
  /** `x86_64`, `aarch64`. */
  readonly machine: string
  readonly libc: 'glibc' | 'musl'
  readonly pip: string
}

const short = ({ version }: PythonTarget): string => version.split('.').slice(0, 2).join('')

/** The target in words: `CPython 3.14 on Linux x86_64 (musl)`. */
export const targetWords = (target: PythonTarget): string =>
  `${target.implementation === 'cp' ? 'CPython' : target.implementation === 'pp' ? 'PyPy' : target.implementation} ${target.version.split('.').slice(0, 2).join('.')} on Linux ${target.machine} (${target.libc})`

const fitsPython = ({ pythons, abis }: WheelName, target: PythonTarget): boolean => pythons.some((python) => {
  const [, implementation = '', digits = ''] = /^([a-z]+)(\d*)/.exec(python) ?? []
  if (implementation === 'py') return digits.length <= 1 || Number(digits.slice(1)) <= Number(short(target).slice(1))
  return implementation === target.implementation && (digits === short(target) || abis.includes('abi3') && Number(digits.slice(1)) <= Number(short(target).slice(1)))
})

const fitsPlatform = ({ platforms }: WheelName, { machine, libc }: PythonTarget): boolean =>
  platforms.some((platform) => platform === 'any' || platform.endsWith(`_${machine}`) && platform.startsWith(libc === 'musl' ? 'musllinux' : 'manylinux'))

/** What a version of a project offers, and why none of it is for the target; undefined where something is. */
export const whyUnfit = (links: readonly Link[], project: string, version: string | undefined, target: PythonTarget): string | undefined => {
  const of = (found: string | undefined): boolean => found !== undefined && (version === undefined || found === version)
  const wheels = links.flatMap(({ file }) => readWheelName(file) ?? []).filter((wheel) => of(wheel.version))
  const hasSource = links.some(({ file }) => of(sourceVersion(file, project)))
  if (wheels.length === 0 || hasSource || wheels.some((wheel) => fitsPython(wheel, target) && fitsPlatform(wheel, target))) return undefined
  const some = (values: readonly string[]): string => [...new Set(values)].sort().slice(0, 6).join(', ')
  const what = wheels.some((wheel) => fitsPython(wheel, target))
    ? `for ${some(wheels.filter((wheel) => fitsPython(wheel, target)).flatMap(({ platforms }) => platforms))}`
    : `for Python ${some(wheels.flatMap(({ pythons }) => pythons))}`
  return `${project}${version === undefined ? '' : ` ${version}`} has wheels only ${what}, none for ${targetWords(target)}, and no source to build one from`
}
