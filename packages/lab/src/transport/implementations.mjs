// The clients that are compared, each behind the same few functions. `transport` is the built module of @everwire/core/node.
import { createHash } from 'node:crypto'
import { connect as connectTcp } from 'node:net'
import { connect as connectTls } from 'node:tls'

/**
 * @typedef {object} Client
 * @property {Promise<void>} opened
 * @property {(data: string | Uint8Array) => void} send
 * @property {() => number} buffered
 * @property {() => Promise<void>} close
 */

/** A client with the WHATWG shape; `listen` says how its messages are taken. */
function whatwg(socket, onMessage, listen = (handler) => (socket.onmessage = (event) => handler(event.data))) {
  socket.binaryType = 'arraybuffer'
  listen(onMessage)
  return {
    opened: new Promise((resolve, reject) => {
      socket.onopen = () => resolve()
      socket.onerror = (event) => reject(socket.failure ?? event.error ?? new Error('failed'))
    }),
    send: (data) => socket.send(data),
    buffered: () => socket.bufferedAmount,
    close: () =>
      new Promise((resolve) => {
        socket.onclose = () => resolve()
        socket.close()
      }),
  }
}

/** The least a client can do: a fixed handshake, and nothing looked at. */
function raw(url, onChunk, { ca, maskedFrame }) {
  const { port, pathname, search, protocol } = new URL(url)
  const options = { port: Number(port), host: '127.0.0.1', noDelay: true, ca, servername: 'localhost' }
  const buffer = Buffer.allocUnsafeSlow(65_536)
  let open
  let opened = false
  let head = ''
  const onread = {
    buffer,
    callback: (size) => {
      if (opened) onChunk(size, buffer)
      else {
        head += buffer.latin1Slice(0, size)
        const end = head.indexOf('\r\n\r\n')
        if (end < 0) return true
        opened = true
        open()
        if (head.length > end + 4) onChunk(head.length - end - 4, buffer)
      }
      return true
    },
  }
  const socket = protocol === 'wss:' ? connectTls({ ...options, onread }) : connectTcp({ ...options, onread })
  const key = createHash('sha1').update(String(performance.now())).digest('base64').slice(0, 24)
  socket.write(
    `GET ${pathname}${search} HTTP/1.1\r\nHost: localhost:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  )
  return {
    opened: new Promise((resolve, reject) => {
      open = resolve
      socket.on('error', reject)
    }),
    send: () => socket.write(maskedFrame),
    buffered: () => socket.writableLength,
    close: () =>
      new Promise((resolve) => {
        socket.on('close', () => resolve())
        socket.on('end', () => socket.end())
        socket.write(Buffer.from([0x88, 0x80, 0, 0, 0, 0]))
      }),
  }
}

const deflateOf = (deflate) => (deflate ? { threshold: 0 } : false)

/** @type {Record<string, { env?: Record<string, string>, load(modules: { transport: string }): Promise<(url: string, onMessage: Function, context: any) => Client> }>} */
export const implementations = {
  ws: {
    async load() {
      const { WebSocket } = await import('ws')
      return (url, onMessage, { deflate, ca }) =>
        whatwg(new WebSocket(url, { perMessageDeflate: deflateOf(deflate), ca }), onMessage)
    },
  },
  'ws without addon': { env: { WS_NO_BUFFER_UTIL: '1' }, load: () => implementations.ws.load() },
  undici: {
    async load() {
      const { WebSocket, Agent } = await import('undici')
      let dispatcher
      return (url, onMessage, { ca }) => {
        dispatcher ??= ca && new Agent({ connect: { ca } })
        return whatwg(new WebSocket(url, dispatcher && { dispatcher }), onMessage)
      }
    },
  },
  class: {
    async load({ transport }) {
      const { WebSocket } = await import(transport)
      return (url, onMessage, { deflate, ca }) =>
        whatwg(new WebSocket(url, { perMessageDeflate: deflateOf(deflate), ...(ca && { tls: { ca } }) }), onMessage)
    },
  },
  core: {
    async load({ transport }) {
      const { WebSocket } = await import(transport)
      return (url, onMessage, { deflate, ca }) => {
        const socket = new WebSocket(url, { perMessageDeflate: deflateOf(deflate), ...(ca && { tls: { ca } }) })
        return whatwg(socket, onMessage, (handler) => socket.setMessageSink(handler))
      }
    },
  },
  raw: { load: async () => raw },
}
