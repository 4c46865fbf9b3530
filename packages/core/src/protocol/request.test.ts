import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { headerProblem, type UpgradeRequest, upgradeRequest } from './request.ts'

const KEY = 'dGhlIHNhbXBsZSBub25jZQ=='
const plain: UpgradeRequest = { host: 'example.com', target: '/', protocols: [], deflate: null, headers: [] }
const request = (wanted: Partial<UpgradeRequest>): string => upgradeRequest({ ...plain, ...wanted }, KEY)

describe('a request', () => {
  it('is the one of RFC 6455, 4.1', () => {
    expect(request({ target: '/chat?a=b', host: 'example.com:8080' })).toBe(
      'GET /chat?a=b HTTP/1.1\r\nHost: example.com:8080\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        `Sec-WebSocket-Key: ${KEY}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    )
  })

  it('asks for subprotocols in order, compression, and what else is given', () => {
    const deflate = {
      serverNoContextTakeover: true,
      clientNoContextTakeover: true,
      serverMaxWindowBits: 10,
      clientMaxWindowBits: 9,
    }
    const headers = [
      ['Origin', 'https://a.example'],
      ['X-Spaced', ' \t a b \t'],
    ] as const
    expect(
      request({ protocols: ['chat', 'superchat'], deflate, headers })
        .split('\r\n')
        .slice(6),
    ).toEqual([
      'Sec-WebSocket-Protocol: chat, superchat',
      'Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover; ' +
        'server_max_window_bits=10; client_max_window_bits=9',
      'Origin: https://a.example',
      'X-Spaced: a b',
      '',
      '',
    ])
  })
})

describe('header injection', () => {
  it.each([
    ['a host with a line break', { host: 'a\r\nX: y' }],
    ['a host with a space', { host: 'a b' }],
    ['an empty host', { host: '' }],
    ['a target with a line break', { target: '/\r\nX: y' }],
    ['a target with a space', { target: '/ HTTP/1.1' }],
    ['a target that is a URL', { target: 'http://other.example/' }],
    ['a target beyond ASCII', { target: '/é' }],
    ['a subprotocol with a line break', { protocols: ['a\r\nX: y'] }],
    ['a subprotocol with a comma', { protocols: ['a,b'] }],
    ['an empty subprotocol', { protocols: [''] }],
    ['a header name with a line break', { headers: [['X\r\nY', 'a']] as const }],
    ['a header name with a colon', { headers: [['X:', 'a']] as const }],
    ['an empty header name', { headers: [['', 'a']] as const }],
    ['a header value with CR LF', { headers: [['X', 'a\r\nY: b']] as const }],
    ['a header value with LF', { headers: [['X', 'a\nY: b']] as const }],
    ['a header value with NUL', { headers: [['X', 'a\0']] as const }],
    ['a header value beyond one byte a character', { headers: [['X', 'a\u010d\u010a']] as const }],
  ])('%s is refused', (_name, wanted) => {
    expect(() => request(wanted)).toThrow(SyntaxError)
  })

  it('whatever the parts are, a request has the lines it is made of and no other', () => {
    const char = fc.constantFrom('\r', '\n', '\0', ' ', ':', 'a', '/', '\u010a', '\u2028', ',')
    const nasty = fc.oneof(fc.constantFrom('a', 'bc'), fc.string({ unit: char, maxLength: 4 }))
    let made = 0
    fc.assert(
      fc.property(nasty, nasty, nasty, nasty, nasty, (host, target, protocol, name, value) => {
        let text: string
        try {
          text = request({ host, target: `/${target}`, protocols: [protocol], headers: [[name, value]] })
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError)
          return
        }
        made++
        expect(
          Buffer.from(text, 'latin1')
            .toString('latin1')
            .split(/[\r\n]+/),
        ).toHaveLength(9)
      }),
      { numRuns: 5000 },
    )
    expect(made).toBeGreaterThan(50)
  })

  it.each([
    'Host',
    'upgrade',
    'CONNECTION',
    'Sec-WebSocket-Key',
    'sec-websocket-version',
    'Sec-WebSocket-Protocol',
    'Sec-WebSocket-Extensions',
    'Sec-WebSocket-Anything',
    'Content-Length',
    'Transfer-Encoding',
    'Proxy-Authorization',
  ])('%s cannot be overridden', (name) => {
    expect(headerProblem(name, 'x')).toMatch(/belongs to the handshake/)
    expect(() => request({ headers: [[name, 'x']] })).toThrow(SyntaxError)
  })
})
