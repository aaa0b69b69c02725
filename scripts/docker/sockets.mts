/** Inodes of the sockets that listen on a port, from the text of `/proc/net/tcp` or `tcp6`. */
export const listeningInodes = (table: string, port: number): readonly string[] =>
  table.split('\n').slice(1).flatMap((row) => {
    const [, local = '', , state, , , , , , inode] = row.trim().split(/\s+/)
    // 0A is LISTEN; the address is hexadecimal.
    return state === '0A' && parseInt(local.split(':')[1] ?? '', 16) === port && inode ? [inode] : []
  })
