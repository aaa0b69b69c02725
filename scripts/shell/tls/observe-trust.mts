import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { familyOf, trustPlace, trustTool, type TrustSeen } from '../../tls/trust.mts'
import { readText } from '../files.mts'
import { authorityFile, authorityFolder, userName } from './authority.mts'

/** Looks at this user's authority and at what this system was told of it. */
export const observeTrust = async (): Promise<TrustSeen> => {
  const file = authorityFile(authorityFolder())
  const family = familyOf(process.platform, await readText('/etc/os-release').catch(() => undefined) ?? '')
  const isRoot = process.getuid?.() === 0
  const user = userName()
  const place = trustPlace({ family, user })
  const [authority, told, hasTool] = await Promise.all([readText(file), place === undefined ? undefined : readText(place).catch(() => undefined), isOnPath(trustTool(family))])
  return { family, isRoot, user, hasTool, file, authority, told }
}

const isOnPath = async (program: string | undefined): Promise<boolean> => {
  if (program === undefined) return false
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return (await Promise.all(folders.map((folder) => access(join(folder, program), constants.X_OK).then(() => true, () => false)))).includes(true)
}
