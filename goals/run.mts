import { execFileSync } from 'node:child_process'
import { isMet, type Goal } from './goal.mts'

const names = ['render-check', 'render-large', 'warm-up', 'health', 'restart', 'native', 'log-merge', 'proxy-tls', 'certificate-swap', 'context', 'wheels', 'wheels-build', 'rebuild', 'backup', 'backup-many', 'backup-verify', 'restore']
const wanted = process.argv.slice(2)

const hasEngine = (): boolean => {
  try {
    execFileSync('docker', ['version', '--format', '{{.Server.Version}}'], { stdio: 'pipe' })
    return true
  } catch {
    return false
  }
}

let missed = 0
const engine = hasEngine()
for (const name of names.filter((each) => wanted.length === 0 || wanted.includes(each))) {
  const { goal } = await import(`./${name}.mts`) as { goal: Goal }
  if (goal.needsEngine && !engine) {
    console.log(`${goal.name}\n  left out: no Docker engine answers`)
    if (process.env['REQUIRE_ENGINE'] === '1') missed += 1
    continue
  }
  console.log(goal.name)
  for (const figure of await goal.measure()) {
    const met = isMet(figure)
    if (!met) missed += 1
    console.log(`  ${met ? 'met   ' : 'MISSED'}  ${figure.what}: ${figure.measured.toFixed(2)}${figure.unit} (${figure.atLeast ? 'at least' : 'at most'} ${figure.limit}${figure.unit})  ${figure.detail}`)
  }
}
process.exitCode = missed > 0 ? 1 : 0
