import type { Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type Attack, drip, flood, MiB, survive } from '../testing-tools/attack.ts'
import { acceptOf, switching } from '../testing-tools/handshake-server.ts'
import { hangUpAll } from '../testing-tools/web-socket-server.ts'

afterEach(hangUpAll)

type Answer = (request: string) => string
const says =
  (answer: Answer) =>
  (socket: Socket, request: string): void =>
    void socket.write(answer(request), 'latin1')
const extension =
  (value: string): Answer =>
  (request) =>
    switching(request, `Sec-WebSocket-Extensions: ${value}\r\n`)
const withLine =
  (line: string): Answer =>
  (request) =>
    switching(request, `${line}\r\n`)
const instead =
  (from: RegExp, to: string): Answer =>
  (request) =>
    switching(request).replace(from, to)
/** A valid response as far as it goes, which is on and on. */
const endless = (piece: string) => (socket: Socket, request: string) => {
  socket.write(switching(request).slice(0, -2))
  return flood(socket, () => piece)
}

const attacks: Readonly<Record<string, Attack['attack']>> = {
  // Slow ones. `handshakeTimeout` is 1 s here.
  silence: () => {},
  'a byte now and then': (socket) => drip(socket, 'H'),
  'a header now and then': (socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\n')
    drip(socket, 'X: y\r\n')
  },
  'a 100 Continue now and then': (socket) => drip(socket, 'HTTP/1.1 100 Continue\r\n\r\n'),
  'all but the last byte': (socket, request) => socket.write(switching(request).slice(0, -1)),
  'a refusal whose body never comes': says(() => 'HTTP/1.1 503 Busy\r\nContent-Length: 10\r\n\r\n'),
  'a refusal whose body comes byte by byte': (socket) => {
    socket.write('HTTP/1.1 503 Busy\r\n\r\n')
    drip(socket, 'x')
  },
  // Huge ones.
  'a status line without end': (socket) => flood(socket, () => 'HTTP/1.1 101 '.padEnd(10_000, 'x')),
  'a header without end': endless('x'.repeat(10_000)),
  'a value without end': endless(`X: ${'y'.repeat(10_000)}`),
  'white space without end': endless(' '.repeat(10_000)),
  'headers without end': endless('X: y\r\n'.repeat(1000)),
  'headers without a value, without end': endless('a:\r\n'.repeat(1000)),
  '129 headers': (socket, request) => socket.write(switching(request, 'X: y\r\n'.repeat(126))),
  '100 Continue without end': (socket) => flood(socket, () => 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(100)),
  'a refusal whose body never ends': (socket) => {
    socket.write('HTTP/1.1 503 Busy\r\n\r\n')
    return flood(socket, () => 'x'.repeat(10_000))
  },
  'a refusal with a chunk of 2^60 bytes': (socket) => {
    socket.write('HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n1000000000000000\r\n')
    return flood(socket, () => 'x'.repeat(10_000))
  },
  'a refusal with chunk sizes without end': (socket) => {
    socket.write('HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n')
    return flood(socket, () => '0'.repeat(10_000))
  },
  // What is no HTTP.
  'garbage without end': (socket) => flood(socket, () => new Uint8Array(10_000).fill(0xff)),
  'NUL bytes without end': (socket) => flood(socket, () => new Uint8Array(10_000)),
  'line ends without end': (socket) => flood(socket, () => '\r\n'.repeat(5000)),
  'its own request, sent back': says((request) => request),
  'the greeting of another protocol': says(() => 'SSH-2.0-OpenSSH_9.9\r\n'),
  'a TLS alert': says(() => '\x15\x03\x01\x00\x02\x02\x28'),
  'the end of the connection': (socket) => socket.end(),
  'a reset': (socket) => socket.resetAndDestroy(),
  // Answers that lead elsewhere, or are none.
  'a redirect': says(() => 'HTTP/1.1 301 Moved\r\nLocation: ws://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n'),
  'a redirect to itself': says(() => 'HTTP/1.1 307 Again\r\nLocation: /\r\nContent-Length: 0\r\n\r\n'),
  'a demand for credentials': says(() => 'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n'),
  'a demand for a proxy': says(() => 'HTTP/1.1 407 No\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n'),
  'a web page': says(() => 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi'),
  'HTTP/1.0': says(instead(/HTTP\/1.1/, 'HTTP/1.0')),
  'no Upgrade': says(instead(/Upgrade: websocket\r\n/, '')),
  'an Upgrade to something else': says(instead(/websocket/, 'h2c')),
  'no Connection': says(instead(/Connection: Upgrade\r\n/, '')),
  'the Sec-WebSocket-Accept of another key': says(instead(/Accept: .*/, 'Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=')),
  'a Sec-WebSocket-Accept that is right but for its case': says((request) =>
    switching(request).replace(acceptOf(request), acceptOf(request).toLowerCase()),
  ),
  'two of Sec-WebSocket-Accept': says((request) =>
    switching(request, `Sec-WebSocket-Accept: ${acceptOf(request)}\r\n`),
  ),
  'a subprotocol nobody asked for': says(withLine('Sec-WebSocket-Protocol: chat')),
  // Ways to have two readers disagree on where a response ends.
  'a folded header': says(withLine('X: y\r\n folded')),
  'a bare CR': says(withLine('X: a\rSec-WebSocket-Protocol: chat')),
  'a bare LF': says(withLine('X: a\nSec-WebSocket-Protocol: chat')),
  'a NUL in a header': says(withLine('X: a\0b')),
  'white space before a colon': says(withLine('Upgrade : websocket')),
  // Extensions.
  'an extension nobody offered': says(extension('x-webkit-deflate-frame')),
  'the same extension twice': says(extension('permessage-deflate, permessage-deflate')),
  'a parameter that is unknown': says(extension('permessage-deflate; x=1')),
  'a parameter twice': says(extension('permessage-deflate; server_no_context_takeover; server_no_context_takeover')),
  'a flag with a value': says(extension('permessage-deflate; server_no_context_takeover=1')),
  'a window of 2^7': says(extension('permessage-deflate; server_max_window_bits=7')),
  'a window of 2^16': says(extension('permessage-deflate; client_max_window_bits=16')),
  'a window without a size': says(extension('permessage-deflate; server_max_window_bits')),
  'a window of a size with a leading zero': says(extension('permessage-deflate; server_max_window_bits=09')),
  'ten thousand semicolons': says(extension(`permessage-deflate${';'.repeat(10_000)}`)),
  'ten thousand backslashes': says(extension(`permessage-deflate; server_max_window_bits="${'\\'.repeat(10_000)}`)),
}

const all = Object.entries(attacks).map(([name, attack]): Attack => ({ name, code: null, attack }))
const refused = {
  ending: { events: ['error', 'close'], code: 1006, reason: '', wasClean: false },
  told: [],
  messages: 0,
  late: false,
}

describe('an evil server, instead of a handshake', () => {
  for (const attack of all) {
    it(`is dropped, and costs no more than 32 MiB: ${attack.name}`, async () => {
      const { memory, ...survival } = await survive(attack, false)
      expect(survival).toEqual(refused)
      expect(memory).toBeLessThan(32 * MiB)
    })
  }

  it('that never ends the connection is dropped within 2 s, whatever it does', async () => {
    const survivals = await Promise.all(all.map((attack) => survive(attack, true)))
    const named = all.map(({ name }, index) => ({ name, ...survivals[index], memory: 0 }))
    expect(named).toEqual(all.map(({ name }) => ({ name, ...refused, memory: 0 })))
  }, 60_000)
})
