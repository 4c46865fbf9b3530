import { readdirSync, readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Cause } from './connection-state.ts'
import { webSocket } from './index.ts'
import { prose, say } from './prose.ts'

const url = 'wss://example.com'
const thrown = (make: () => unknown): Error => {
  try {
    make()
  } catch (error) {
    return error as Error
  }
  throw new Error('It did not throw')
}

describe('without sentences', () => {
  it.each([
    ['`linger` is -1', () => webSocket(url, { linger: -1 })],
    ['`queue.overflow` is "block"', () => webSocket(url, { queue: { overflow: 'block' as never } })],
    ['`clock.setTimeout` is undefined', () => webSocket(url, { clock: { now: Date.now } as never })],
    ['`url` is of type object', () => webSocket({} as never)],
    ['`headers` is of type object', () => webSocket(url, { headers: { token: 'secret' } })],
    ['close code: 999', () => webSocket(url).close(999)],
    ['codec: object', () => webSocket(url).send({} as never)],
  ])('an error says what it is about: %s', (message, make) => {
    expect(thrown(make)).toMatchObject({ message })
  })

  it('so does what a receipt, a state or a stream tells', () => {
    const socket = webSocket(url)
    socket.close()
    expect(socket.send('late').why).toMatchObject({ code: 'closed', message: 'close()' })
  })
})

describe('with sentences', () => {
  beforeEach(async () => {
    await import('./index.development.ts')
  })

  it('there is one for whatever the sources say, and it takes the detail as it is', () => {
    const folder = new URL('.', import.meta.url)
    const sources = readdirSync(folder).filter((name) => /^[\w-]+\.ts$/.test(name))
    const code = sources.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n')
    const calls = code.matchAll(
      /\b(?:say\(|failure\('\w+', |drop\([^']*'\w+',\s*)(?:[^'()]*\? )?'([^']+)'(?: : '([^']+)')?/g,
    )
    const subjects = [...calls]
      .flatMap(([, first, second]) => [first, second])
      .filter((subject) => subject !== undefined)
    expect(subjects.length).toBeGreaterThan(20)
    const causes = ['closed', 'refused', 'timeout', 'dead', 'offline', 'options'] satisfies Cause['type'][]
    subjects.push('connect', 'transport', ...causes.map((type) => `final ${type}`))
    expect(subjects.filter((subject) => prose.sentence?.(subject, '') === undefined)).toEqual([])
    expect(say('decode', '$& ~')).toBe('A message could not be decoded: $& ~')
    expect(say('final refused', '403')).toBe('The connection was refused for good (HTTP status 403).')
    expect(say('final refused')).toBe('The connection was refused for good.')
  })
})
