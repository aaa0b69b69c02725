import { engine } from '../../docker/engine.mts'
import { readDocker } from '../docker.mts'

let asked: Promise<string> | undefined

/** The user who has to write in a container for the files to be ours: we ourselves, or where the engine runs without root its root. */
export const containerUser = (): Promise<string> => asked ??= findUser()

const findUser = async (): Promise<string> => {
  const { stdout } = await readDocker(engine.info())
  return /"name=rootless"/.test(stdout) ? '0:0' : `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`
}
