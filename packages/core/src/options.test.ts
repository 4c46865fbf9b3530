import './index.development.ts'
import { describe, expect, it } from 'vitest'
import { OptionError } from './errors.ts'
import { webSocket } from './web-socket.ts'

const url = 'wss://example.com'

describe('a wrong option is a typed error that names it, its value and what is allowed', () => {
  it.each([
    ['url', () => webSocket(null as never)],
    ['connectTimeout', () => webSocket(url, { connectTimeout: -1 })],
    ['connectTimeout', () => webSocket(url, { connectTimeout: 2 ** 31 })],
    ['closeTimeout', () => webSocket(url, { closeTimeout: Number.NaN })],
    ['linger', () => webSocket(url, { linger: '1' as never })],
    ['reconnect', () => webSocket(url, { reconnect: 'never' as never })],
    ['reconnect', () => webSocket(url, { reconnect: true as never })],
    ['dialLimit.max', () => webSocket(url, { dialLimit: { max: 0, per: 1 } })],
    ['dialLimit.per', () => webSocket(url, { dialLimit: { max: 1, per: -1 } })],
    ['queue.messages', () => webSocket(url, { queue: { messages: 0 } })],
    ['queue.bytes', () => webSocket(url, { queue: { bytes: Number.NaN } })],
    ['queue.overflow', () => webSocket(url, { queue: { overflow: 'block' as never } })],
    ['queue.high', () => webSocket(url, { queue: { high: 0 } })],
    ['queue.low', () => webSocket(url, { queue: { high: 5, low: 6 } })],
    ['protocols', () => webSocket(url, { protocols: 4 as never })],
    ['protocols', () => webSocket(url, ['a', 4 as never])],
    ['query', () => webSocket(url, { query: 'a=b' as never })],
    ['headers', () => webSocket(url, { headers: 'a: b' as never })],
    ['closeCodes', () => webSocket(url, { closeCodes: 'final' as never })],
    ['closeCodes.4000', () => webSocket(url, { closeCodes: { 4000: 'never' as never } })],
    ['codec.decode', () => webSocket(url, { codec: {} as never })],
    ['codec.encode', () => webSocket(url, { codec: { decode: String } as never })],
    ['codec', () => webSocket(url, { codec: null as never })],
    ['heartbeat.interval', () => webSocket(url, { heartbeat: { interval: -1 } })],
    ['heartbeat.timeout', () => webSocket(url, { heartbeat: { interval: 10, timeout: 10 } })],
    ['heartbeat.reply', () => webSocket(url, { heartbeat: { reply: 'pong' as never } })],
    ['signals', () => webSocket(url, { signals: ['offline', 'sleepy' as never] })],
    ['signals', () => webSocket(url, { signals: true as never })],
    ['inspector.next', () => webSocket(url, { inspector: {} as never })],
    ['resume.wrap', () => webSocket(url, { resume: (() => {}) as never })],
    ['clock.setTimeout', () => webSocket(url, { clock: { now: Date.now } as never })],
    ['dialLimit', () => webSocket(url, { dialLimit: null as never })],
    ['queue', () => webSocket(url, { queue: 5 as never })],
    ['heartbeat', () => webSocket(url, { heartbeat: true as never })],
    ['heartbeat.interval', () => webSocket(url, { heartbeat: { interval: 0 } })],
    ['clock', () => webSocket(url, { clock: null as never })],
    ['reconnect', () => webSocket(url, { reconnect: 'constructor' as never })],
    ['ttl', () => webSocket(url).send('', { ttl: -1 })],
    ['overlap', () => webSocket(url).reconnect({ overlap: 'yes' as never })],
    ['limit', () => webSocket(url).iterate({ limit: 0 })],
    ['options', () => webSocket(url, null as never)],
    ['options', () => webSocket(url, undefined, null as never)],
    ['options', () => webSocket(url, undefined, 5 as never)],
    ['options', () => webSocket(url, 'a', 'b' as never)],
    ['options', () => webSocket(url).send('x', 5 as never)],
    ['options', () => webSocket(url).send('x', null as never)],
    ['options', () => webSocket(url).reconnect(null as never)],
    ['options', () => webSocket(url).reconnect('now' as never)],
    ['options', () => webSocket(url).iterate(null as never)],
    ['type', () => webSocket(url).on('bogus' as never, () => {})],
    ['type', () => webSocket(url).on('toString' as never, () => {})],
    ['type', () => webSocket(url).on(undefined as never, () => {})],
    ['handler', () => webSocket(url).on('open', 5 as never)],
    ['handler', () => webSocket(url).on('data', undefined as never)],
    ['reason', () => webSocket(url).close(1000, 5 as never)],
    ['reason', () => webSocket(url).close(undefined, null as never)],
    ['random', () => webSocket(url, { random: 4 as never })],
    ['WebSocketCtor', () => webSocket(url, { WebSocketCtor: {} as never })],
  ])('%s', (option, make) => {
    expect(make).toThrow(OptionError)
    expect(make).toThrow(`\`${option}\` is `)
    expect(make).toThrow('allowed: ')
  })
})

it('headers without a transport that can send them say why', () => {
  const make = () => webSocket(url, { headers: { token: 'hunter2' } })
  expect(make).toThrow(OptionError)
  expect(make).toThrow(/^`headers` is .*cannot send headers: there put a token into `query` or `protocols`\.$/)
})

it('takes (url, protocols, options), (url, options) and (url)', () => {
  for (const socket of [webSocket(url), webSocket(url, 'a'), webSocket(url, ['a'], {}), webSocket(new URL(url), {})]) {
    expect(socket.state.phase).toBe('idle')
  }
})
