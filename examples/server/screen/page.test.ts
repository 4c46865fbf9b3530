import { expect, test } from 'vitest'
import { readPage } from './page.ts'

test('the server listens at the next port', () => {
  expect(readPage('http://127.0.0.1:8080/react/', 'Mira')).toEqual({
    server: 'ws://127.0.0.1:8081',
    control: 'http://127.0.0.1:8081',
    name: 'Mira',
  })
  expect(readPage('https://example.com/', 'Mira').server).toBe('wss://example.com:444')
})

test('the address may name the server and the chatter', () => {
  const page = readPage('http://127.0.0.1:8080/?server=wss://example.com:9000/ignored&name=%20Zoe%20', 'Mira')
  expect(page).toEqual({ server: 'wss://example.com:9000', control: 'https://example.com:9000', name: 'Zoe' })
})

test('an empty name is none, and a long one is cut to what the server takes', () => {
  expect(readPage('http://127.0.0.1:8080/?name=', 'Mira').name).toBe('Mira')
  expect(readPage(`http://127.0.0.1:8080/?name=${'x'.repeat(100)}`, 'Mira').name).toHaveLength(24)
})

test.each(['http://example.com', 'nonsense', ''])('a server that cannot be meant is reported: %j', (server) => {
  const page = readPage(`http://127.0.0.1:8080/?server=${server}`, 'Mira')
  expect(page.server).toBe('ws://127.0.0.1:8081')
  expect(page.problem).toContain('no ws: or wss: URL')
})
