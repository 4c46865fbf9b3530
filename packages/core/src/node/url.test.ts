import { describe, expect, it } from 'vitest'
import { parseStreamUrl, parseUrl } from './url.ts'

describe('a WebSocket URL', () => {
  it.each([
    [
      'ws://example.com',
      { href: 'ws://example.com/', secure: false, hostname: 'example.com', port: 80, host: 'example.com', target: '/' },
    ],
    [
      'wss://example.com/a?b=c',
      { href: 'wss://example.com/a?b=c', secure: true, port: 443, host: 'example.com', target: '/a?b=c' },
    ],
    ['ws://example.com:80/', { href: 'ws://example.com/', port: 80, host: 'example.com' }],
    ['wss://example.com:443/', { href: 'wss://example.com/', port: 443, host: 'example.com' }],
    ['ws://example.com:443/', { port: 443, host: 'example.com:443' }],
    ['wss://example.com:8080/', { port: 8080, host: 'example.com:8080' }],
    ['http://example.com/a', { href: 'ws://example.com/a', secure: false, port: 80 }],
    ['https://example.com/a', { href: 'wss://example.com/a', secure: true, port: 443 }],
    ['HTTPS://EXAMPLE.com:80/', { href: 'wss://example.com:80/', port: 80, host: 'example.com:80' }],
    ['ws://[::1]:8080/', { hostname: '::1', host: '[::1]:8080' }],
    ['ws://0x7f.1/', { hostname: '127.0.0.1' }],
    ['ws://bücher.example/ä b?ö', { hostname: 'xn--bcher-kva.example', target: '/%C3%A4%20b?%C3%B6' }],
    ['  ws://example.com/\t\n ', { href: 'ws://example.com/' }],
  ])('%s', (input, expected) => {
    expect(parseUrl(input)).toMatchObject({ ...expected, socketPath: null, authorization: null })
  })

  it('takes a URL object and does not change it', () => {
    const url = new URL('https://example.com/')
    expect(parseUrl(url).href).toBe('wss://example.com/')
    expect(url.href).toBe('https://example.com/')
  })

  it('may be relative to a base', () => {
    expect(parseUrl('/feed', 'https://example.com/page').href).toBe('wss://example.com/feed')
  })

  it.each([
    '',
    'feed',
    '/feed',
    'ftp://example.com',
    'mailto:x',
    'ws://',
    'ws://a b/',
    'ws://a:99999/',
    'ws://a/#b',
    'ws://a/#',
    'ws:#',
  ])('%j is a SyntaxError', (input) => {
    expect(() => parseUrl(input)).toThrow(expect.objectContaining({ constructor: DOMException, name: 'SyntaxError' }))
  })
})

describe('credentials in a URL', () => {
  it.each([
    ['ws://user:pass@example.com/', 'user:pass'],
    ['ws://user@example.com/', 'user:'],
    ['ws://:pass@example.com/', ':pass'],
    ['ws://us%20er:p%40ss%3Aword@example.com/', 'us er:p@ss:word'],
    ['ws://ü:%C3%A4@example.com/', 'ü:ä'],
    ['ws://a:%zz@example.com/', 'a:%zz'],
  ])('%s become Basic authentication', (input, credentials) => {
    const { authorization, host, target } = parseUrl(input)
    expect(authorization).toBe(`Basic ${Buffer.from(credentials).toString('base64')}`)
    expect({ host, target }).toEqual({ host: 'example.com', target: '/' })
  })

  it.each([
    'ws://us%3Aer:secret@example.com/',
    'ws://user:sec%0D%0Aret@example.com/',
    'ws://user:secret@exa mple/',
    'ws://user:secret@example.com/#',
  ])('%s is refused by a message without them', (input) => {
    let thrown: unknown
    try {
      parseUrl(input)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(DOMException)
    expect(`${String(thrown)} ${JSON.stringify(thrown)} ${(thrown as Error).stack}`).not.toMatch(/sec(%0D%0A)?ret/)
  })
})

describe('a ws+unix: URL', () => {
  it.each([
    ['ws+unix:/run/feed.sock', { socketPath: '/run/feed.sock', target: '/', host: 'localhost' }],
    ['ws+unix:/run/feed.sock:/a?b=c', { socketPath: '/run/feed.sock', target: '/a?b=c' }],
    ['ws+unix:///run/my%20feed:/', { socketPath: '/run/my feed', target: '/' }],
    ['ws+unix:/run/s:/a"b|c', { target: '/a%22b|c' }],
  ])('%s', (input, expected) => {
    expect(parseUrl(input)).toMatchObject({ secure: false, ...expected })
  })

  it.each(['ws+unix:', 'ws+unix://host/run/s', 'ws+unix:/run/s:a', 'ws+unix:/run/%00', 'ws+unix:/run/s:/#a'])(
    '%s is a SyntaxError',
    (input) => {
      expect(() => parseUrl(input)).toThrow(DOMException)
    },
  )
})

describe('the URL of a stream', () => {
  it.each([
    ['tcp://example.com:7000', { secure: false, hostname: 'example.com', port: 7000 }],
    ['tls://EXAMPLE.com:443/', { secure: true, hostname: 'example.com', port: 443 }],
    ['tcp://[::1]:80', { hostname: '::1', port: 80 }],
  ])('%s', (input, expected) => {
    expect(parseStreamUrl(input)).toMatchObject(expected)
  })

  it.each([
    'tcp://example.com',
    'ws://example.com:1',
    'tcp://:1',
    'tcp://a:1/path',
    'tcp://a:1?b',
    'tcp://a:1#b',
    'tcp://u:p@a:1',
    'x',
  ])('%s is a SyntaxError', (input) => {
    expect(() => parseStreamUrl(input)).toThrow(DOMException)
  })
})
