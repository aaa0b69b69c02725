import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A crontab(1) in a folder of its own: its file is `tab`, and `writes` has a line for each time it was written. */
export const fakeCrontab = async (folder: string) => {
  const home = join(folder, 'fake-cron')
  await mkdir(home)
  await writeFile(join(home, 'crontab'), `#!/bin/sh
home=\${0%/*}
case $1 in
  -l) cat "$home/tab" 2>/dev/null || { echo 'no crontab for tester' >&2; exit 1; } ;;
  -r) rm "$home/tab" && echo remove >>"$home/writes" ;;
  -) cat >"$home/tab.new" && mv "$home/tab.new" "$home/tab" && echo write >>"$home/writes" ;;
  *) exit 2 ;;
esac
`, { mode: 0o755 })
  const read = (name: string) => readFile(join(home, name)).catch(() => undefined)
  return { home, set: (tab: Buffer) => writeFile(join(home, 'tab'), tab), tab: () => read('tab'), writes: async () => String(await read('writes') ?? '').split('\n').filter(Boolean) }
}
