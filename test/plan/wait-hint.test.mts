import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hintFor } from '../../scripts/plan/wait-hint.mts'

const because = (log: string, more: Partial<Parameters<typeof hintFor>[0]> = {}): string => hintFor({ reason: 'ended with 1', probe: '', log: log.split('\n'), ...more })
const hints = suite('hints for failures')

const rows = [
  ["OSError: [Errno 30] Read-only file system: '/data/x'", /volume or a tmpfs for `\/data\/x`/],
  ['mkdir: cannot create directory: Read-only file system', /volume or a tmpfs/],
  ['nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)', /holds the port/],
  ['Error: listen EADDRINUSE: address already in use :::3000', /holds the port/],
  ['exec /app/run.sh: exec format error', /another processor/],
  ["EACCES: permission denied, open '/data/x'", /`user`/],
  ['FATAL:  password authentication failed for user "shop"', /first password/],
  ['psql: error: could not translate host name "db" to address', /`needs`/],
  ["ModuleNotFoundError: No module named 'fastapi'", /`fastapi`.*build again/],
  ["Error: Cannot find module '/app/server.js'", /`\/app\/server.js`/],
  ["python3: can't open file '/app/main.py': [Errno 2] No such file or directory", /missing in the container/],
  ['write /data/x: no space left on device', /disk is full/],
  ['all is well', /^$/],
] as const

for (const [log, expected] of rows) hints(`know: ${log}`, () => assert.match(because(log), expected))

hints('of memory come before everything else', () => assert.match(because('EACCES', { oomKilled: true, exitCode: 137 }), /limits\.memory/))
hints('know a kill from outside', () => assert.match(because('', { exitCode: 137 }), /killed from outside/))
hints('know what a probe complains of', () => {
  assert.match(because('', { probe: 'connection refused' }), /Nothing listens/)
  assert.match(because('', { probe: 'HTTP Error 404: Not Found' }), /path does not exist/)
  assert.match(because('', { probe: 'exec: "curl": executable file not found in $PATH' }), /something the image has/)
})
hints('name a program that the image lacks', () => assert.match(because('', { reason: 'could not be started: exec: "nosuch": executable file not found in $PATH' }), /`nosuch`/))

hints.run()
