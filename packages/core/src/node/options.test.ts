import { describe, expect, it } from 'vitest'
import { OptionError } from './errors.ts'
import { parseOptions } from './options.ts'

const parse = (raw: unknown): ReturnType<typeof parseOptions> => parseOptions(raw as never)

describe('options', () => {
  it('have defaults', () => {
    expect(parseOptions()).toEqual({
      headers: [],
      tls: null,
      proxy: null,
      socketPath: null,
      lookup: null,
      localAddress: null,
      signal: null,
      handshakeTimeout: 10_000,
      closeTimeout: 10_000,
      failureTimeout: 1500,
      maxMessageSize: 64 * 1024 * 1024,
      deflate: {
        threshold: 1024,
        level: 6,
        serverNoContextTakeover: false,
        clientNoContextTakeover: false,
        serverMaxWindowBits: 15,
        clientMaxWindowBits: 15,
      },
      connecting: 'serial',
    })
  })

  it('take undefined for the default', () => {
    expect(parse({ closeTimeout: undefined, tls: undefined, perMessageDeflate: { level: undefined } })).toEqual(
      parseOptions(),
    )
  })

  it('never let a failed connection linger longer than a clean one', () => {
    expect(parseOptions({ closeTimeout: 500 })).toMatchObject({ closeTimeout: 500, failureTimeout: 500 })
    expect(parseOptions({ closeTimeout: 5000 })).toMatchObject({ closeTimeout: 5000, failureTimeout: 1500 })
  })

  it.each([
    [
      { A: 'b', C: ['d', 'e'] },
      [
        ['A', 'b'],
        ['C', 'd'],
        ['C', 'e'],
      ],
    ],
    [
      [
        ['A', 'b'],
        ['A', 'c'],
      ],
      [
        ['A', 'b'],
        ['A', 'c'],
      ],
    ],
    [new Headers({ A: 'b' }), [['a', 'b']]],
    [new Map([['A', 'b']]), [['A', 'b']]],
  ])('take headers as %o', (headers, pairs) => {
    expect(parse({ headers }).headers).toEqual(pairs)
  })

  it('turn compression off', () => {
    expect(parseOptions({ perMessageDeflate: false }).deflate).toBeNull()
  })

  it('copy what may change later', () => {
    const tls = { servername: 'a' }
    const headers = { A: 'b' }
    const options = parseOptions({ tls, headers })
    tls.servername = 'c'
    headers.A = 'd'
    expect(options).toMatchObject({ tls: { servername: 'a' }, headers: [['A', 'b']] })
  })
})

describe('a wrong option is named, with what it is and what is allowed', () => {
  it.each([
    [{ handshakeTimeOut: 1 }, 'handshakeTimeOut', /no option; allowed: headers, tls/],
    [null, 'options', /is null; allowed: an object/],
    [{ headers: 5 }, 'headers', /is 5; allowed: an object, Headers, or pairs/],
    [{ headers: 'A: b' }, 'headers', /allowed: an object/],
    [{ headers: ['Ab'] }, 'headers', /allowed: an object/],
    [{ headers: { A: 5 } }, 'headers.A', /a header value is a string/],
    [{ headers: { 'A\n': 'b' } }, 'headers.A\n', /a header name is made of/],
    [{ headers: { A: 'b\r\nC: d' } }, 'headers.A', /neither line breaks/],
    [{ headers: { Host: 'b' } }, 'headers.Host', /belongs to the handshake/],
    [{ headers: { 'sec-websocket-KEY': 'b' } }, 'headers.sec-websocket-KEY', /belongs to the handshake/],
    [{ tls: true }, 'tls', /is true; allowed: an object/],
    [{ tls: { socket: {} } }, 'tls.socket', /is an object; allowed: nothing/],
    [{ proxy: 'proxy' }, 'proxy', /not a URL; allowed: 'environment' or a URL/],
    [{ proxy: 'socks5://a:1' }, 'proxy', /a URL of socks5:/],
    [{ proxy: 'http://a:1/b' }, 'proxy', /a URL with a path/],
    [{ proxy: 'http://a:1', socketPath: '/s' }, 'proxy', /beside `socketPath`/],
    [{ socketPath: '' }, 'socketPath', /is ""; allowed: a non-empty string/],
    [{ socketPath: 'a\0' }, 'socketPath', /allowed: a non-empty string/],
    [{ lookup: 'dns' }, 'lookup', /is "dns"; allowed: a function like dns.lookup/],
    [{ localAddress: 'localhost' }, 'localAddress', /allowed: an IP address/],
    [{ signal: {} }, 'signal', /is an object; allowed: an AbortSignal/],
    [{ handshakeTimeout: 0 }, 'handshakeTimeout', /is 0; allowed: an integer from 1 to 2147483647/],
    [{ handshakeTimeout: '10' }, 'handshakeTimeout', /is "10"/],
    [{ closeTimeout: Number.POSITIVE_INFINITY }, 'closeTimeout', /is Infinity/],
    [{ maxMessageSize: 1.5 }, 'maxMessageSize', /is 1.5/],
    [{ maxMessageSize: Number.NaN }, 'maxMessageSize', /is NaN/],
    [{ perMessageDeflate: 'yes' }, 'perMessageDeflate', /a boolean or an object/],
    [{ perMessageDeflate: { memLevel: 9 } }, 'perMessageDeflate.memLevel', /no option; allowed: threshold/],
    [{ perMessageDeflate: { threshold: -1 } }, 'perMessageDeflate.threshold', /is -1/],
    [{ perMessageDeflate: { level: 10 } }, 'perMessageDeflate.level', /from 0 to 9/],
    [{ perMessageDeflate: { serverMaxWindowBits: 7 } }, 'perMessageDeflate.serverMaxWindowBits', /from 8 to 15/],
    [{ perMessageDeflate: { clientMaxWindowBits: 16 } }, 'perMessageDeflate.clientMaxWindowBits', /from 8 to 15/],
    [{ perMessageDeflate: { clientNoContextTakeover: 1 } }, 'perMessageDeflate.clientNoContextTakeover', /a boolean/],
    [{ connecting: 'fast' }, 'connecting', /is "fast"; allowed: 'serial' or 'parallel'/],
  ])('%o', (raw, option, message) => {
    let thrown: unknown
    try {
      parse(raw)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(OptionError)
    expect(thrown).toBeInstanceOf(TypeError)
    expect(thrown).toMatchObject({ option, message: expect.stringMatching(message) })
  })

  it.each([
    { headers: { Authorization: 'Bearer s3cret\n' } },
    { proxy: 'http://user:s3cret@proxy:99999' },
    { proxy: 'http://user:s3cret@proxy:1/path' },
    { proxy: 'ftp://user:s3cret@proxy' },
    { proxy: 'http://us%3Aer:s3cret@proxy' },
  ])('without giving a secret away: %o', (raw) => {
    expect(() => parse(raw)).toThrow(OptionError)
    expect(() => parse(raw)).not.toThrow(/s3cret/)
  })
})
