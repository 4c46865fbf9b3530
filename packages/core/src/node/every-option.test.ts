// Every option of Node's transports, by name. Nothing is dialled: each of these constructors throws.

import { type Rows, refusing } from '../testing-tools/every-option.ts'
import type { Framing } from './framing.ts'
import { OptionError, TcpSocket, type TcpSocketInit, WebSocket } from './index.ts'
import type { PerMessageDeflateOptions, WebSocketInit } from './transport-init.ts'

const refuses = refusing(OptionError, ['headers', 'proxy'])
const noTime = [0, -1, 1.5, 2 ** 31, Number.NaN, Number.POSITIVE_INFINITY, '1', null, {}]
const noBoolean = [1, 'true', null, {}]
const noInteger = [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1', null, {}]

const connecting: Rows<Omit<TcpSocketInit, 'framing'>> = {
  tls: [true, 'tls', null, { socket: {} }, { host: 'a' }],
  proxy: [5, null, 'proxy', 'socks5://a:1', 'http://a:1/path'],
  socketPath: ['', 'a\0', 5, null],
  lookup: ['dns', 5, null, {}],
  localAddress: ['localhost', 5, null],
  signal: [{}, 5, true, null],
  handshakeTimeout: noTime,
  closeTimeout: noTime,
  maxMessageSize: [0, ...noInteger, 2 ** 31],
  connecting: ['fast', 5, null, true],
}

refuses<Omit<WebSocketInit, 'protocols'>>(
  'WebSocket',
  {
    ...connecting,
    headers: [5, 'A: b', null, ['Ab'], { A: 5 }, { 'A\n': 'b' }, { A: 'b\r\nC: d' }, { Host: 'a' }],
    perMessageDeflate: ['yes', 5, null, { memLevel: 9 }],
  },
  (name, value) => new WebSocket('ws://127.0.0.1:1', [], { [name]: value }),
)
refuses<PerMessageDeflateOptions>(
  'perMessageDeflate',
  {
    threshold: noInteger,
    level: [...noInteger, 10],
    serverNoContextTakeover: noBoolean,
    clientNoContextTakeover: noBoolean,
    serverMaxWindowBits: [...noInteger, 7, 16],
    clientMaxWindowBits: [...noInteger, 7, 16],
  },
  (name, value) => new WebSocket('ws://127.0.0.1:1', [], { perMessageDeflate: { [name]: value } }),
  'perMessageDeflate.',
)
refuses<TcpSocketInit & { headers: never; perMessageDeflate: never }>(
  'TcpSocket',
  {
    ...connecting,
    framing: ['words', 5, null, {}, { encode: () => {} }] satisfies (unknown | Framing)[],
    headers: [{}],
    perMessageDeflate: [{}],
  },
  (name, value) => new TcpSocket('tcp://127.0.0.1:1', [], { [name]: value }),
)
refuses<{ unknown: never; options: never }>(
  'an option that is none',
  { unknown: [{}], options: [] },
  (name, value) => new WebSocket('ws://127.0.0.1:1', [], { [name]: value } as never),
)
