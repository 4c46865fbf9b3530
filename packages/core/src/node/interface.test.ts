import { afterEach, describe, expect, it, vi } from 'vitest'
import { header, onRequest, type RawServer, rawServer, switching } from '../testing-tools/handshake-server.ts'
import { CloseEvent, OptionError, WebSocket } from './index.ts'

interface Interface {
  readonly type: { readonly prototype: object; readonly length: number; readonly name: string }
  readonly inherits: object
  readonly readonly: readonly string[]
  readonly writable: readonly string[]
  readonly operations: Readonly<Record<string, number>>
}

/** The IDL of https://websockets.spec.whatwg.org/#idl-index, checked as Web IDL, 3.7 maps it to JavaScript. */
const interfaces: Interface[] = [
  {
    type: WebSocket,
    inherits: EventTarget,
    readonly: ['url', 'readyState', 'bufferedAmount', 'extensions', 'protocol'],
    writable: ['binaryType', 'onopen', 'onerror', 'onclose', 'onmessage'],
    operations: { close: 0, send: 1 },
  },
  {
    type: CloseEvent,
    inherits: Event,
    readonly: ['wasClean', 'code', 'reason'],
    writable: [],
    operations: {},
  },
]

for (const { type, inherits, readonly, writable, operations } of interfaces) {
  const { prototype, name } = type
  describe(`interface ${name}`, () => {
    it('has the constructor of the standard', () => {
      expect(Object.getPrototypeOf(type)).toBe(inherits)
      expect(type.length).toBe(1)
      expect(Object.getOwnPropertyDescriptor(type, 'prototype')).toMatchObject({ writable: false })
      expect(() => Reflect.apply(type as never, undefined, ['ws://a'])).toThrow(TypeError)
      expect(() => Reflect.construct(type as never, [])).toThrow(TypeError)
    })

    it('is named by what its objects say they are', () => {
      expect(String(prototype)).toBe(`[object ${name}]`)
      expect(Object.getOwnPropertyDescriptor(prototype, Symbol.toStringTag)).toEqual({
        value: name,
        writable: false,
        enumerable: false,
        configurable: true,
      })
    })

    for (const attribute of [...readonly, ...writable]) {
      it(`has the attribute ${attribute} on its prototype, for its own objects`, () => {
        const { get, set, ...flags } = Object.getOwnPropertyDescriptor(prototype, attribute) ?? {}
        expect(flags).toEqual({ enumerable: true, configurable: true })
        expect([get?.name, set?.name]).toEqual([
          `get ${attribute}`,
          writable.includes(attribute) ? `set ${attribute}` : undefined,
        ])
        for (const other of [prototype, {}, undefined]) {
          expect(() => Reflect.apply(get as () => unknown, other, [])).toThrow(TypeError)
          if (set) expect(() => Reflect.apply(set, other, [null])).toThrow(TypeError)
        }
      })
    }

    for (const [operation, length] of Object.entries(operations)) {
      it(`has the operation ${operation} on its prototype, for its own objects`, () => {
        const { value, ...flags } = Object.getOwnPropertyDescriptor(prototype, operation) ?? {}
        expect(flags).toEqual({ writable: true, enumerable: true, configurable: true })
        expect([value.name, value.length]).toEqual([operation, length])
        for (const other of [prototype, {}]) {
          expect(() => Reflect.apply(value, other, Array(length).fill('x'))).toThrow(TypeError)
        }
      })
    }
  })
}

describe('the constants of WebSocket', () => {
  it.each([
    ['CONNECTING', 0],
    ['OPEN', 1],
    ['CLOSING', 2],
    ['CLOSED', 3],
  ])('%s is %i, on the interface and on its objects, for ever', (name, value) => {
    for (const target of [WebSocket, WebSocket.prototype]) {
      expect(Object.getOwnPropertyDescriptor(target, name)).toEqual({
        value,
        writable: false,
        enumerable: true,
        configurable: false,
      })
    }
  })
})

describe('new CloseEvent', () => {
  it.each<[CloseEventInit | null | undefined, object]>([
    [undefined, { wasClean: false, code: 0, reason: '', bubbles: false, cancelable: false }],
    [null, { wasClean: false, code: 0, reason: '' }],
    [
      { wasClean: true, code: 7, reason: 'x', bubbles: true, cancelable: true },
      { wasClean: true, code: 7, reason: 'x', bubbles: true, cancelable: true },
    ],
    [
      { code: 65_537, reason: '\ud800' },
      { code: 1, reason: '\ufffd' },
    ],
    [{ code: -1 }, { code: 65_535 }],
    [{ code: Number.NaN }, { code: 0 }],
  ])('of %j', (init, expected) => {
    expect(new CloseEvent('close', init as CloseEventInit)).toMatchObject({ type: 'close', ...expected })
  })
})

describe('new WebSocket', () => {
  let server: RawServer
  const sockets: WebSocket[] = []
  afterEach(async () => {
    vi.unstubAllGlobals()
    for (const socket of sockets.splice(0)) socket.close()
    await server?.close()
  })

  /** The subprotocols that a server is asked for by a socket made with these arguments. */
  async function asked(...args: readonly unknown[]): Promise<string | undefined> {
    let request = ''
    server = await rawServer((socket) =>
      onRequest(socket, (text) => {
        request = text
        socket.write(switching(text))
      }),
    )
    const url = `ws://127.0.0.1:${server.port}/`
    const socket: WebSocket = Reflect.construct(WebSocket, [url, ...args])
    sockets.push(socket)
    await new Promise((resolve) => {
      socket.onopen = socket.onerror = resolve
    })
    return header(request, 'Sec-WebSocket-Protocol')
  }

  it.each<[string, readonly unknown[], string | undefined]>([
    ['nothing', [], undefined],
    ['undefined', [undefined], undefined],
    ['undefined and options', [undefined, {}], undefined],
    ['no subprotocols', [[]], undefined],
    ['one', ['a'], 'a'],
    ['several, in any iterable', [new Set(['a', 'b'])], 'a, b'],
    ['what becomes a string', [[1, null]], '1, null'],
    ['null', [null], 'null'],
    ['options', [{}], undefined],
    ['subprotocols among the options', [{ protocols: ['a', 'b'] }], 'a, b'],
    ['one among the options', [{ protocols: 'a' }], 'a'],
    ['an argument that is too many', ['a', 'stray'], 'a'],
  ])('asks for subprotocols, given %s', async (_, args, expected) => {
    expect(await asked(...args)).toBe(expected)
  })

  it('takes subprotocols at one place only', () => {
    const twice = { protocols: ['a'] } as never
    expect(() => new WebSocket('ws://127.0.0.1:9', [], twice)).toThrow(OptionError)
  })

  it.each(['feed', '?', '/a/b', null, 123])('takes %j as relative to the location, where there is one', (input) => {
    expect(() => new WebSocket(input as string)).toThrow(expect.objectContaining({ name: 'SyntaxError' }))
    vi.stubGlobal('location', { href: 'https://127.0.0.1:9/page/' })
    const socket = new WebSocket(input as string)
    sockets.push(socket)
    expect(socket.url).toBe(new URL(String(input), 'wss://127.0.0.1:9/page/').href)
  })
})
