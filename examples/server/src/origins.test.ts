import { describe, expect, test } from 'vitest'
import { isLoopbackAddress, OriginAllowList, originOf } from './origins.ts'

test.each(['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1', '::FFFF:127.0.0.1'])('%s is loopback', (address) => {
  expect(isLoopbackAddress(address)).toBe(true)
})

test.each(['10.0.0.1', '::ffff:10.0.0.1', '::2', '', '128.0.0.1', '127.evil.com'])('%s is not loopback', (address) => {
  expect(isLoopbackAddress(address)).toBe(false)
})

describe('OriginAllowList', () => {
  const list = new OriginAllowList(['https://app.example.com'])

  test.each([
    undefined,
    'http://localhost',
    'http://localhost:5173',
    'https://app.localhost:1',
    'http://127.0.0.1:8080',
    'http://[::1]:3000',
    'https://app.example.com',
  ])('%s is allowed', (origin) => {
    expect(list.allows(origin)).toBe(true)
  })

  test.each([
    'null',
    '',
    'https://example.com',
    'http://app.example.com',
    'https://app.example.com:8443',
    'https://app.example.com.evil.com',
    'http://localhost.evil.com',
    'http://127.0.0.1.evil.com',
    'http://evil.com#localhost',
    'http://localhost/path',
    'http://localhost, http://localhost',
    'http://user@localhost',
    'file://localhost',
    'ws://localhost',
    '127.0.0.1',
  ])('%s is not', (origin) => {
    expect(list.allows(origin)).toBe(false)
  })
})

test('originOf takes the origin out of an address, and nothing out of what has none', () => {
  expect(originOf('https://app.example.com/page?x=1')).toBe('https://app.example.com')
  expect(originOf('HTTP://LOCALHOST:80')).toBe('http://localhost')
  expect(originOf('file:///etc')).toBeUndefined()
  expect(originOf('example.com')).toBeUndefined()
})
