// Runs a command and starts it anew when a file of the working folder changes. Rendered by gantry for development.
import { spawn } from 'node:child_process'
import { readdirSync, statSync, watch } from 'node:fs'
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

// Each folder is watched by itself: one that cannot be read, or a file that nobody may read, then costs nothing but itself.
const watchers = new Map()

const forget = (folder) => {
  watchers.get(folder)?.close()
  watchers.delete(folder)
}

const isFolder = (path) => {
  try { return statSync(path).isDirectory() } catch { return false }
}

const follow = (folder) => {
  forget(folder)
  try {
    const watcher = watch(folder, (event, file) => {
      const path = join(folder, String(file))
      if (event === 'rename' && !ignored.test(path)) isFolder(path) ? follow(path) : forget(path)
      onChange(event, file && path)
    })
    watchers.set(folder, watcher.on('error', () => forget(folder)))
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory() && !ignored.test(path)) follow(path)
    }
  } catch (error) {
    console.error(`reload: ${folder}: ${error.message}`)
  }
}
follow('.')

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => {
  isEnding = true
  if (!end(signal)) process.exit(0)
})
start()
