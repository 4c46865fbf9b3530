import { describe, expect, it } from 'vitest'
import { OptionError } from './errors.ts'
import { parseProxy, proxyFromEnvironment } from './proxy-url.ts'

const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString('base64')}`

describe('a proxy URL', () => {
  it.each([
    ['http://proxy', { secure: false, hostname: 'proxy', port: 80, authorization: null }],
    ['http://proxy:3128/', { secure: false, hostname: 'proxy', port: 3128, authorization: null }],
    ['https://proxy', { secure: true, hostname: 'proxy', port: 443, authorization: null }],
    ['http://u%40:p%3A@[::1]:8080', { secure: false, hostname: '::1', port: 8080, authorization: basic('u@:p:') }],
  ])('%s', (input, expected) => {
    expect(parseProxy(input)).toEqual(expected)
  })
})

describe('the proxy of the environment', () => {
  const plain = { secure: false, hostname: 'feed.example.com', port: 80 }
  const secure = { secure: true, hostname: 'feed.example.com', port: 443 }

  it.each([
    ['none', plain, {}, null],
    ['http_proxy for ws:', plain, { http_proxy: 'http://a' }, 'a'],
    ['HTTP_PROXY', plain, { HTTP_PROXY: 'http://a' }, 'a'],
    ['lower case first', plain, { http_proxy: 'http://a', HTTP_PROXY: 'http://b' }, 'a'],
    ['not HTTP_PROXY in a CGI script', plain, { HTTP_PROXY: 'http://b', REQUEST_METHOD: 'GET' }, null],
    ['not http_proxy for wss:', secure, { http_proxy: 'http://a' }, null],
    ['https_proxy for wss:', secure, { https_proxy: 'http://a', http_proxy: 'http://b' }, 'a'],
    ['not https_proxy for ws:', plain, { https_proxy: 'http://a' }, null],
    ['all_proxy', plain, { ALL_PROXY: 'http://a' }, 'a'],
    ['all_proxy last', secure, { all_proxy: 'http://a', HTTPS_PROXY: 'http://b' }, 'b'],
    ['an empty variable is none', plain, { http_proxy: '', all_proxy: '' }, null],
    ['without a scheme', plain, { http_proxy: 'a:3128' }, 'a'],
  ])('%s', (_name, target, environment, hostname) => {
    expect(proxyFromEnvironment(target, environment)?.hostname ?? null).toBe(hostname)
  })

  it.each([
    ['*', true],
    ['feed.example.com', true],
    ['FEED.example.COM', true],
    ['example.com', true],
    ['.example.com', true],
    ['*.example.com', true],
    ['a.com, b.com example.com', true],
    ['example.com:80', true],
    ['example.com:81', false],
    ['ample.com', false],
    ['feed', false],
    ['other.example.com', false],
    ['', false],
    [' , ', false],
  ])('no_proxy=%j: %j', (list, excluded) => {
    const proxy = proxyFromEnvironment(plain, { http_proxy: 'http://a', no_proxy: list })
    expect(proxy === null).toBe(excluded)
  })

  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '::1'],
    ['::1', '[::1]'],
    ['::1', '[::1]:80'],
  ])('leaves out the address %s by %s', (hostname, list) => {
    expect(proxyFromEnvironment({ ...plain, hostname }, { http_proxy: 'http://a', no_proxy: list })).toBeNull()
  })

  it('is refused when it is no proxy, without giving its password away', () => {
    const environment = { http_proxy: 'socks5://u:s3cret@a' }
    expect(() => proxyFromEnvironment(plain, environment)).toThrow(OptionError)
    expect(() => proxyFromEnvironment(plain, environment)).not.toThrow(/s3cret/)
  })
})
