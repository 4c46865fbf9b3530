// The clients that are compared, each behind the same few functions.
import { connect as connectTcp } from 'node:net'
import { connect as connectTls } from 'node:tls'

/**
 * @typedef {object} Client
 * @property {Promise<void>} opened
 * @property {(data: string | Uint8Array) => void} send
 * @property {() => number} buffered
 * @property {() => Promise<void>} close
 */

/** A client with the WHATWG shape. */
function whatwg(socket, onMessage) {
  socket.binaryType = 'arraybuffer'
  socket.onmessage = (event) => onMessage(event.data)
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

/** Of all raw clients: an idle one holds none. */
const buffer = Buffer.allocUnsafeSlow(65_536)

/** The least a client can do: a fixed handshake, and nothing looked at. */
function raw(url, onChunk, { ca, maskedFrame }) {
  const { port, pathname, search, protocol } = new URL(url)
  const options = { port: Number(port), host: '127.0.0.1', noDelay: true, ca, servername: 'localhost' }
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
  socket.write(
    `GET ${pathname}${search} HTTP/1.1\r\nHost: localhost:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
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
const optionsOf = (deflate, ca) => ({ perMessageDeflate: deflateOf(deflate), ...(ca && { tls: { ca } }) })

/** `webSocket(url).data$`, everything between a handler and the network included. */
function reactive(socket, onMessage) {
  return {
    opened: new Promise((resolve, reject) => {
      socket.open$.subscribe(() => resolve())
      socket.error$.subscribe(reject)
      socket.data$.subscribe(onMessage)
    }),
    send: (data) => void socket.send(data),
    buffered: () => socket.bufferedAmount,
    close: () =>
      new Promise((resolve) => {
        socket.close$.subscribe(() => resolve())
        socket.close()
      }),
  }
}

const always = () => true
/** Only who sends masks. */
const sending = ({ role }) => role === 'sink'

/**
 * @type {Record<string, {
 *   env?: Record<string, string>,
 *   takes(workload: import('./workloads.mjs').Workload): boolean,
 *   load(modules: { transport: string, core: string }): Promise<(url: string, onMessage: Function, context: any) => Client>
 * }>}
 */
export const implementations = {
  ws: {
    takes: always,
    async load() {
      const { WebSocket } = await import('ws')
      return (url, onMessage, { deflate, ca }) =>
        whatwg(new WebSocket(url, { perMessageDeflate: deflateOf(deflate), ca }), onMessage)
    },
  },
  'ws without addon': {
    env: { WS_NO_BUFFER_UTIL: '1' },
    takes: sending,
    load: () => implementations.ws.load(),
  },
  undici: {
    // It compresses nothing.
    takes: (workload) => !(workload.deflate && sending(workload)),
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
    takes: always,
    async load({ transport }) {
      const { WebSocket } = await import(transport)
      return (url, onMessage, { deflate, ca }) => whatwg(new WebSocket(url, optionsOf(deflate, ca)), onMessage)
    },
  },
  core: {
    takes: ({ goal }) => goal.core !== undefined,
    async load({ core }) {
      const { webSocket } = await import(core)
      return (url, onMessage, { deflate, ca }) =>
        reactive(webSocket(url, { transportOptions: optionsOf(deflate, ca) }), onMessage)
    },
  },
  // It inflates nothing.
  raw: { takes: ({ deflate }) => !deflate, load: async () => raw },
}
