/** `file` as a rendered file in `folder` writes it: both are relative to the stack folder, an absolute path stays. */
export const relativeTo = (folder: string, file: string): string => {
  if (file.startsWith('/')) return file
  const [from, to] = [partsOf(folder), partsOf(file)]
  const differs = from.findIndex((part, index) => part !== to[index])
  const shared = differs < 0 ? from.length : differs
  const path = [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/') || '.'
  // Compose takes a path without a dot before it for the name of a volume.
  return path.startsWith('.') ? path : `./${path}`
}

/** The folder a file stands in. */
export const folderOf = (file: string): string => file.slice(0, Math.max(0, file.lastIndexOf('/')))

const partsOf = (path: string): readonly string[] => path.split('/').filter((part) => part !== '' && part !== '.')
