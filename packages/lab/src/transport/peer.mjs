// The other end of every workload, in a process of its own: raw TCP (or TLS), prebuilt frames, as little work as possible.
// It prints its port, then serves whatever a connection's request target asks for.
import { createHash } from 'node:crypto'
import { createServer } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { constants, createDeflateRaw, createInflateRaw } from 'node:zlib'
import { ClientFrames, Digest, messageOf, serverFrame } from './frames.mjs'

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const TAIL = Buffer.from([0, 0, 0xff, 0xff])

function serve(socket) {
  socket.setNoDelay(true)
  socket.on('error', () => {})
  let head = ''
  const onHead = (chunk) => {
    head += chunk.toString('latin1')
    const end = head.indexOf('\r\n\r\n')
    if (end < 0) return
    socket.off('data', onHead)
    const key = /sec-websocket-key: (.*)\r\n/i.exec(head)?.[1] ?? ''
    const accept = createHash('sha1')
      .update(key + GUID)
      .digest('base64')
    const target = new URL(head.split(' ', 2)[1] ?? '/', 'ws://peer')
    const work = Object.fromEntries(
      [...target.searchParams].map(([name, value]) => [name, /^\d+$/.test(value) ? Number(value) : value]),
    )
    const deflate = work.deflate === 1 && /permessage-deflate/i.test(head)
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n` +
        `${deflate ? 'Sec-WebSocket-Extensions: permessage-deflate\r\n' : ''}\r\n`,
    )
    roles[target.pathname.slice(1)](socket, work, deflate)
  }
  socket.on('data', onHead)
}

/** A client that is done just leaves, and then there is no `drain`. */
const writable = (socket) =>
  new Promise((resolve) => {
    const go = () => {
      socket.off('drain', go).off('close', go)
      resolve()
    }
    socket.on('drain', go).on('close', go)
  })

const close = (socket) => socket.end(Buffer.from([0x88, 0x02, 0x03, 0xe8]))

const roles = {
  /** Says nothing but the answer to a Close frame. */
  quiet(socket) {
    const frames = new ClientFrames(false, (first) => {
      if ((first & 15) === 8) close(socket)
    })
    socket.on('data', (chunk) => frames.push(chunk))
  },

  /** Sends every message back. */
  echo(socket) {
    const frames = new ClientFrames(true, (first, payload) => {
      if ((first & 15) === 8) close(socket)
      else socket.write(serverFrame(first, payload))
    })
    socket.on('data', (chunk) => frames.push(chunk))
  },

  /** Sends `count` messages as fast as they are taken, from one prebuilt block over and over. */
  async flood(socket, work, deflate) {
    roles.quiet(socket)
    const { frames } = await prepared(work, deflate)
    const block = Buffer.concat(frames)
    const rounds = work.count / frames.length
    for (let round = 0; round < rounds; round++) {
      if (!socket.write(block)) await writable(socket)
      if (socket.destroyed) return
    }
  },

  /** Receives `count` messages, then says so, with their digest if it kept them. */
  sink(socket, work, deflate) {
    let count = 0
    const digest = new Digest()
    const inflate = deflate && work.verify === 1 ? createInflateRaw() : null
    inflate?.on('data', (piece) => digest.add(piece))
    const frames = new ClientFrames(work.verify === 1, (first, payload) => {
      if ((first & 15) === 8) return close(socket)
      count++
      if (payload && inflate && first & 0x40) inflate.write(Buffer.concat([payload, TAIL]))
      else if (payload) digest.add(payload)
      if (count !== work.warm && count !== work.count) return
      const answer = () =>
        socket.write(serverFrame(0x81, Buffer.from(count === work.count ? `done ${digest.value}` : 'warm')))
      if (inflate && count === work.count) inflate.flush(constants.Z_SYNC_FLUSH, answer)
      else answer()
    })
    socket.on('data', (chunk) => frames.push(chunk))
  },
}

const cache = new Map()

/** The frames of a workload, made once. With context takeover a block can be repeated only if it starts without context. */
function prepared(work, deflate) {
  const id = JSON.stringify([work.kind, work.size, work.block, deflate])
  if (!cache.has(id)) cache.set(id, build(work, deflate))
  return cache.get(id)
}

async function build(work, deflate) {
  const frames = []
  const digest = new Digest()
  const stream = createDeflateRaw()
  let compressed = []
  stream.on('data', (piece) => compressed.push(piece))
  for (let index = 0; index < work.block; index++) {
    const message = messageOf(work, index)
    digest.add(message)
    const payload = Buffer.from(message)
    const first = work.kind === 'binary' ? 0x82 : 0x81
    if (!deflate) {
      frames.push(serverFrame(first, payload))
      continue
    }
    compressed = []
    stream.write(payload)
    // A full flush forgets the context: once a block, so that the block can follow itself.
    const flush = index === work.block - 1 ? constants.Z_FULL_FLUSH : constants.Z_SYNC_FLUSH
    await new Promise((resolve) => stream.flush(flush, resolve))
    const whole = Buffer.concat(compressed)
    frames.push(serverFrame(first | 0x40, whole.subarray(0, whole.length - 4)))
  }
  stream.close()
  return { frames, digest: digest.value }
}

const tls = process.env.PEER_CERTIFICATE
const server = tls
  ? createTlsServer({ cert: tls, key: process.env.PEER_KEY }, serve)
  : createServer({ noDelay: true }, serve)
server.listen(0, '127.0.0.1', 8192, () => process.stdout.write(`${server.address().port}\n`))
process.stdin.on('end', () => process.exit()).resume()
