import { homedir } from 'node:os'
import { join } from 'node:path'
import { loginIn, type Logins } from '../../wheels/address.mts'
import { pipSettings, pipVariables, readNetrc, readPipConfig, type PipSettings } from '../../wheels/pip-config.mts'
import { readText } from '../files.mts'

/** What this user's pip goes by: pip.conf of the machine and of the user, PIP_CONFIG_FILE, PIP_INDEX_URL and its like; the logins of ~/.netrc. */
export const readPipSettings = async (variables: NodeJS.ProcessEnv, index: string | undefined): Promise<{ readonly settings: PipSettings; readonly logins: Logins }> => {
  const home = variables['HOME'] ?? homedir()
  const own = variables['PIP_CONFIG_FILE']
  const files = own === '/dev/null' ? [] : ['/etc/xdg/pip/pip.conf', '/etc/pip.conf', join(home, '.pip', 'pip.conf'), join(variables['XDG_CONFIG_HOME'] || join(home, '.config'), 'pip', 'pip.conf'), ...own ? [own] : []]
  const texts = await Promise.all(files.map((file) => readText(file)))
  const netrc = await readText(variables['NETRC'] || join(home, '.netrc'))
  const typed = index === undefined ? {} : { 'index-url': index, 'no-index': '' }
  const certificates = variables['REQUESTS_CA_BUNDLE'] || variables['SSL_CERT_FILE']
  const settings = pipSettings(certificates ? { cert: certificates } : {}, ...texts.map((text) => readPipConfig(text ?? '')), pipVariables(variables), typed)
  return { settings, logins: new Map([...readNetrc(netrc ?? ''), ...[settings.index, ...settings.extra, ...settings.links].flatMap(loginIn)]) }
}
