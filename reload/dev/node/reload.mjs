// Runs a command and starts it anew when a file of the working folder changes. Rendered by gantry for development.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, watch } from 'node:fs'
import { join } from 'node:path'

const [, , ...command] = process.argv
const ignored = /(^|\/)(node_modules|\.git|\.next|dist|coverage|__pycache__)(\/|$)|~$|\.sw[a-z]$/
const quiet = 60
let child
let timer
let isEnding = false

const start = () => {
  child = spawn(command[0], command.slice(1), { stdio: 'inherit', detached: true })
  const own = child
  own.on('error', (error) => console.error(`reload: ${command[0]}: ${error.message}`))
  own.on('exit', (code, signal) => {
    if (isEnding) process.exit(code ?? 128)
    if (own !== child) return start()
    child = undefined
    console.error(`reload: ended with ${code ?? signal}; waiting for a change`)
  })
}

const end = (signal) => {
  if (!child) return false
  try { process.kill(-child.pid, signal) } catch { return false }
  return true
}

const restart = () => {
  const old = child
  if (!old) return start()
  child = {}
  try { process.kill(-old.pid, 'SIGTERM') } catch { return start() }
  setTimeout(() => { if (old.exitCode === null && old.signalCode === null) try { process.kill(-old.pid, 'SIGKILL') } catch {} }, 3000).unref()
}

const onChange = (_, file) => {
  if (file && ignored.test(String(file))) return
  clearTimeout(timer)
  timer = setTimeout(restart, quiet)
}

// Mounts below the working folder are file systems of their own; each folder is watched by itself.
const follow = (folder) => {
  try { watch(folder, { recursive: true, persistent: true }, onChange) } catch (error) { console.error(`reload: ${folder}: ${error.message}`) }
}
for (const name of existsSync('.') ? readdirSync('.', { withFileTypes: true }) : []) {
  if (name.isDirectory() && !ignored.test(name.name)) follow(join('.', name.name))
}
watch('.', onChange)

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => {
  isEnding = true
  if (!end(signal)) process.exit(0)
})
start()
