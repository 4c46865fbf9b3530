import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import {
  ACCEPT,
  sampleHandshake as handshake,
  isValidResponse,
  RESPONSE_LINES as LINES,
  mutatedResponse,
  response,
  VALID_RESPONSE as VALID,
} from '../testing-tools/handshake-oracle.ts'
import type { DeflateParameters } from './extensions.ts'
import type { HandshakeResult } from './handshake.ts'
import { HandshakeFailure } from './handshake-failure.ts'
import type { UpgradeRequest } from './request.ts'

const offer: DeflateParameters = {
  serverNoContextTakeover: false,
  clientNoContextTakeover: false,
  serverMaxWindowBits: 15,
  clientMaxWindowBits: 15,
}
const answer = (text: string, wanted?: Partial<UpgradeRequest>): HandshakeResult | null =>
  handshake(wanted).push(Buffer.from(text, 'latin1'))
const withLine = (line: string): string => response([...LINES, line])
const instead = (index: number, line: string): string => response(LINES.map((one, i) => (i === index ? line : one)))

describe('a response that is accepted', () => {
  const plain = { type: 'open', protocol: '', extensions: '', deflate: null }
  it.each([
    ['the shortest', VALID],
    ['Connection: keep-alive, Upgrade', instead(2, 'Connection: keep-alive, Upgrade')],
    ['Connection in two lines', instead(2, 'Connection: keep-alive\r\nConnection: upgrade')],
    ['any letter case', instead(1, 'uPGRADE: WebSocket').replace('Connection: Upgrade', 'CONNECTION:UPGRADE')],
    ['no reason phrase', instead(0, 'HTTP/1.1 101')],
    ['an empty reason phrase', instead(0, 'HTTP/1.1 101 ')],
    ['a reason phrase in another alphabet', instead(0, 'HTTP/1.1 101 \xc3\xa9t\xc3\xa9')],
    ['headers of no meaning here', withLine('Server: x\r\nX-Odd: \t a\tb \xff \t')],
    ['an empty header', withLine('X-Empty:')],
    ['a Content-Length, which a 101 has no use for', withLine('Content-Length: 0')],
    ['a 100 Continue before the 101', `HTTP/1.1 100 Continue\r\n\r\n${VALID}`],
    [
      'several 1xx before the 101',
      `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n${VALID}`,
    ],
  ])('%s', (_name, text) => {
    expect(answer(text)).toEqual({ ...plain, consumed: text.length })
  })

  it('tells how many bytes it took, so that frames behind it are not lost', () => {
    expect(answer(`${VALID}\x81\x02hi`)?.consumed).toBe(VALID.length)
  })

  it('names the subprotocol', () => {
    const wanted = { protocols: ['chat', 'superchat'] }
    expect(answer(withLine('Sec-WebSocket-Protocol: superchat'), wanted)).toMatchObject({ protocol: 'superchat' })
  })

  it('answers the extension as it was written and as it was understood', () => {
    const text = withLine('Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10')
    expect(answer(text, { deflate: offer })).toMatchObject({
      extensions: 'permessage-deflate; server_max_window_bits=10',
      deflate: { ...offer, serverMaxWindowBits: 10 },
    })
  })
})

describe('a response that is refused', () => {
  it.each([
    ['HTTP/1.0', instead(0, 'HTTP/1.0 101 Switching Protocols')],
    ['HTTP/2', instead(0, 'HTTP/2 101 Switching Protocols')],
    ['HTTP in lower case', instead(0, 'http/1.1 101 Switching Protocols')],
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['two spaces before the status', instead(0, 'HTTP/1.1  101 Switching Protocols')],
    ['a status of four digits', instead(0, 'HTTP/1.1 1010 Switching Protocols')],
    ['a status with a sign', instead(0, 'HTTP/1.1 +101 Switching Protocols')],
    ['an empty line before it', `\r\n${VALID}`],
    ['no Upgrade', instead(1, 'X: y')],
    ['another Upgrade', instead(1, 'Upgrade: h2c')],
    ['an Upgrade of two protocols', instead(1, 'Upgrade: websocket, h2c')],
    ['Upgrade twice', withLine('Upgrade: websocket')],
    ['no Connection', instead(2, 'X: y')],
    ['a Connection without upgrade', instead(2, 'Connection: keep-alive')],
    ['a Connection with upgrade as a part of a word', instead(2, 'Connection: upgraded, no-upgrade')],
    ['no Sec-WebSocket-Accept', instead(3, 'X: y')],
    ['an empty Sec-WebSocket-Accept', instead(3, 'Sec-WebSocket-Accept:')],
    ['a Sec-WebSocket-Accept of another key', instead(3, 'Sec-WebSocket-Accept: Kfh9QIsMVZcl6xEPYxPHzW8SZ8w=')],
    ['a Sec-WebSocket-Accept in another case', instead(3, `Sec-WebSocket-Accept: ${ACCEPT.toUpperCase()}`)],
    ['a Sec-WebSocket-Accept with more behind it', instead(3, `Sec-WebSocket-Accept: ${ACCEPT},`)],
    ['Sec-WebSocket-Accept twice', withLine(`Sec-WebSocket-Accept: ${ACCEPT}`)],
    ['a subprotocol nobody asked for', withLine('Sec-WebSocket-Protocol: chat')],
    ['an empty subprotocol', withLine('Sec-WebSocket-Protocol:')],
    ['an extension nobody asked for', withLine('Sec-WebSocket-Extensions: permessage-deflate')],
    ['an empty extension', withLine('Sec-WebSocket-Extensions:')],
    ['a folded line', withLine('X: y\r\n folded')],
    ['a line folded with a tab', withLine('X: y\r\n\tfolded')],
    ['a folded line as the first header', instead(1, ' Upgrade: websocket')],
    ['white space before a colon', instead(1, 'Upgrade : websocket')],
    ['a header without a colon', withLine('Upgrade')],
    ['a header without a name', withLine(': x')],
    ['a bare CR in a value', withLine('X: a\rb')],
    ['a CR before the line end', withLine('X: a\r')],
    ['a bare LF', VALID.replace('websocket\r\n', 'websocket\n')],
    ['a bare LF as the last line end', `${VALID.slice(0, -2)}\n`],
    ['NUL in a value', withLine('X: a\0b')],
    ['NUL in a name', withLine('X\0: a')],
    ['DEL in a value', withLine('X: a\x7f')],
    ['a control in the reason phrase', instead(0, 'HTTP/1.1 101 a\x01')],
    ['a name beyond ASCII', withLine('X\xe9: a')],
  ])('%s', (_name, text) => {
    expect(() => answer(text)).toThrow(HandshakeFailure)
  })

  it.each([
    ['one that was not asked for', 'Sec-WebSocket-Protocol: other'],
    ['one in another case', 'Sec-WebSocket-Protocol: CHAT'],
    ['two', 'Sec-WebSocket-Protocol: chat, superchat'],
    ['one of them twice', 'Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Protocol: chat'],
    ['none', 'X: y'],
  ])('a choice of subprotocol that is no choice: %s', (_name, line) => {
    expect(() => answer(withLine(line), { protocols: ['chat', 'superchat'] })).toThrow(HandshakeFailure)
  })

  it.each([301, 307, 400, 401, 404, 426, 503])('status %i is handed on with its head', (status) => {
    const text = `HTTP/1.1 ${status} No\r\nLocation: /a\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n\r\nbody`
    expect(answer(text)).toMatchObject({
      type: 'refused',
      consumed: text.length - 4,
      head: {
        status,
        headers: new Map([
          ['location', ['/a']],
          ['set-cookie', ['a', 'b']],
        ]),
      },
    })
  })

  it('an HTTP/1.0 proxy may refuse too', () => {
    expect(answer('HTTP/1.0 503 Service Unavailable\r\n\r\n')).toMatchObject({ type: 'refused' })
  })
})

describe('cut anywhere', () => {
  const text = `HTTP/1.1 100 Continue\r\n\r\n${withLine('X: y')}`

  it('one byte at a time gives the same answer', () => {
    const client = handshake()
    const bytes = Buffer.from(text)
    for (let i = 0; i < bytes.length - 1; i++) expect(client.push(bytes.subarray(i, i + 1))).toBeNull()
    expect(client.push(bytes.subarray(-1))).toMatchObject({ type: 'open', consumed: 1 })
  })

  it('at every pair of places gives the same answer', () => {
    const bytes = Buffer.from(`${text}ab`)
    for (let first = 0; first <= text.length; first++) {
      for (let second = first; second <= text.length; second += 7) {
        const client = handshake()
        const parts = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)]
        let behind: number | null = null
        for (const part of parts) {
          const result: HandshakeResult | null = behind === null ? client.push(part) : null
          if (behind !== null) behind += part.length
          else if (result) behind = part.length - result.consumed
        }
        expect([first, second, behind]).toEqual([first, second, 2])
      }
    }
  })

  it('refuses what it refuses whole', () => {
    const bytes = Buffer.from(instead(1, 'Upgrade : websocket'))
    for (let cut = 0; cut <= bytes.length; cut++) {
      const client = handshake()
      expect(() => {
        client.push(bytes.subarray(0, cut))
        client.push(bytes.subarray(cut))
      }).toThrow(HandshakeFailure)
    }
  })
})

describe('limits', () => {
  const fill = (size: number): string => withLine(`X: ${'a'.repeat(size - withLine('X: ').length)}`)

  it('takes a head of 16 KiB and not one byte more', () => {
    expect(answer(fill(16 * 1024))).toMatchObject({ type: 'open' })
    expect(() => answer(fill(16 * 1024 + 1))).toThrow(/16384 bytes/)
  })

  it('ends an endless line at 16 KiB, however it is cut', () => {
    const client = handshake()
    client.push(Buffer.alloc(16 * 1024, 'a'))
    expect(() => client.push(Buffer.from('a'))).toThrow(/16384 bytes/)
  })

  it('ends an endless row of 100 Continue', () => {
    expect(() => answer('HTTP/1.1 100 Continue\r\n\r\n'.repeat(1000))).toThrow(/16384 bytes/)
  })

  it('takes 128 headers and not one more', () => {
    const more = (count: number): string => withLine(Array.from({ length: count }, (_, i) => `X${i}: y`).join('\r\n'))
    expect(answer(more(125))).toMatchObject({ type: 'open' })
    expect(() => answer(more(126))).toThrow(/128 headers/)
  })

  it('decodes each byte once, also when they come one by one', () => {
    const decode = vi.spyOn(String, 'fromCharCode')
    const client = handshake()
    const text = fill(16 * 1024)
    for (const byte of Buffer.from(text)) client.push(Uint8Array.of(byte))
    const decoded = decode.mock.calls.reduce((sum, codes) => sum + codes.length, 0)
    decode.mockRestore()
    expect(decoded).toBeGreaterThan(0)
    expect(decoded).toBeLessThanOrEqual(text.length)
  })
})

describe('mutated responses', () => {
  it('none is wrongly accepted, none wrongly refused, whole or cut', () => {
    const runs = 5000
    let accepted = 0
    const uniform = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(fc.array(uniform, { minLength: 14, maxLength: 14 }), uniform, (draws, cut) => {
        const text = mutatedResponse(() => draws.pop() ?? 0)
        const bytes = Buffer.from(text, 'latin1')
        const at = Math.floor(cut * bytes.length)
        let open = false
        try {
          const client = handshake()
          const result = client.push(bytes.subarray(0, at)) ?? client.push(bytes.subarray(at))
          open = result?.type === 'open'
        } catch (error) {
          expect(error).toBeInstanceOf(HandshakeFailure)
        }
        if (open) accepted++
        expect(open, JSON.stringify(text)).toBe(isValidResponse(text))
      }),
      { numRuns: runs },
    )
    // Both verdicts were put to the test.
    expect(accepted).toBeGreaterThan(runs / 100)
    expect(accepted).toBeLessThan(runs)
  })
})
