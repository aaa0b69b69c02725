import type { Line, Stage } from './sources-stages.mts'
import { neededStages, type BuildSetting } from './sources.mts'

/** Lines of the steps that run programs of the platform an image is for; elsewhere they need an emulator. */
export const platformSteps = (text: string, setting: BuildSetting = {}): readonly number[] => {
  const stages = neededStages(text, setting)
  const isHere = (stage: Stage): boolean => {
    const base = stages.findLast(({ name, line }) => name === stage.base.toLowerCase() && line < stage.line)
    return stage.platform === undefined ? base !== undefined && isHere(base) : /^\$\{?BUILDPLATFORM\}?$/.test(stage.platform)
  }
  return stages.filter((stage) => !isHere(stage)).flatMap(({ lines }) => lines.filter(runs).map(({ line }) => line))
}

const runs = ({ keyword }: Line): boolean => keyword === 'RUN'
