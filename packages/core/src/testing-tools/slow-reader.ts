import type { Socket } from 'node:net'

/**
 * Reads little at a time, but steadily, until `hurry` answers true; `bytes` says how much was read. The other end sees it in
 * steps of megabytes, whenever a good part of the kernel's buffer is free.
 */
export function readSlowly(socket: Socket, hurry: () => boolean): { readonly bytes: number } {
  const read = { bytes: 0 }
  socket.on('data', (chunk) => {
    read.bytes += chunk.length
    if (hurry()) return
    socket.pause()
    setTimeout(() => socket.resume(), 5)
  })
  return read
}
