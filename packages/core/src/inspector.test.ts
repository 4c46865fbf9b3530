import { config, Subject } from 'rxjs'
import { expect, it } from 'vitest'
import { json } from './codec.ts'
import type { Inspector, InspectorEvent } from './inspector.ts'
import { serve } from './testing-tools/serve.ts'

function record(options: { contents?: boolean } = {}): { events: InspectorEvent[]; inspector: Inspector } {
  const events: InspectorEvent[] = []
  return { events, inspector: { ...options, next: (event: InspectorEvent) => events.push(event) } }
}

it('receives every dial, transition, retry decision with its cause, error and message', async () => {
  const { events, inspector } = record()
  const { socket, server, clock } = serve(
    { inspector },
    {
      url: 'wss://user:pass@example.com/feed?token=secret',
    },
  )
  socket.data$.subscribe()
  socket.send('hello')
  server.last.accept()
  server.last.send('hi')
  server.last.send(new ArrayBuffer(3))
  server.last.fail()
  await clock.advance(1000)
  const brief = events.map((event) => {
    if (event.type === 'transition') return `${event.from.phase} > ${event.to.phase}`
    if (event.type === 'message') return `${event.direction} ${event.format} ${event.size}`
    return event.type === 'dial' ? `dial ${event.url} ${event.attempt}` : `error ${event.error.code}`
  })
  expect(brief).toEqual([
    'idle > connecting',
    'dial wss://example.com/feed 0',
    'connecting > open',
    'out text 5',
    'in text 2',
    'in binary 3',
    'error transport',
    'open > waiting',
    'waiting > connecting',
    'dial wss://example.com/feed 1',
  ])
  const waiting = events.find((event) => event.type === 'transition' && event.to.phase === 'waiting')
  expect(waiting).toMatchObject({ to: { delay: 1000, cause: { type: 'closed', code: 1006 } } })
  expect(events.every(({ at }) => at > 0)).toBe(true)
  expect(JSON.stringify(events)).not.toMatch(/secret|pass|hello/)
})

it('gets contents only when it asks for them', () => {
  const { events, inspector } = record({ contents: true })
  const { socket, server } = serve({ inspector })
  socket.send('hello')
  server.last.accept()
  server.last.send('hi')
  expect(events.flatMap((event) => (event.type === 'message' ? [event.data] : []))).toEqual(['hello', 'hi'])
})

it.each([false, true])('tells of a message that could not be decoded, with contents %s', (contents) => {
  const { events, inspector } = record({ contents })
  const { socket, server } = serve({ inspector, codec: json() } as never)
  socket.data$.subscribe()
  server.last.accept()
  server.last.send('a secret')
  const errors = events.flatMap((event) => (event.type === 'error' ? [event.error] : []))
  expect(errors).toMatchObject([{ code: 'decode' }])
  const all = `${JSON.stringify(events)} ${errors.map(({ message, cause }) => `${message} ${cause}`)}`
  expect(all.includes('secret')).toBe(contents)
})

it('may be a Subject, and its exceptions hurt nobody', async () => {
  const errors: unknown[] = []
  config.onUnhandledError = (error) => errors.push(error)
  const subject = new Subject<InspectorEvent>()
  const types: string[] = []
  subject.subscribe(({ type }) => types.push(type))
  const one = serve({ inspector: subject })
  one.socket.open()
  expect(types).toEqual(['transition', 'dial'])
  const boom = new Error('boom')
  const two = serve({
    inspector: {
      next() {
        throw boom
      },
    },
  })
  two.socket.open()
  two.server.last.accept()
  expect(two.socket.state.phase).toBe('open')
  await expect.poll(() => errors).toEqual([boom, boom, boom])
  config.onUnhandledError = null
})

it('is told of what was handed over, and what it sends itself takes its place behind what waits', () => {
  const told: unknown[] = []
  const { socket, server, clock } = serve({
    inspector: {
      contents: true,
      next(event) {
        if (event.type !== 'message') return
        told.push(event.data)
        if (event.data === 'a') socket.send('c')
      },
    },
  })
  for (const data of ['a', 'b']) socket.send(data)
  server.last.accept()
  clock.tick(0)
  expect([server.last.received, told]).toEqual([
    ['a', 'b', 'c'],
    ['a', 'b', 'c'],
  ])
})

it('is not told of a message that the transport refused', () => {
  const { events, inspector } = record()
  const { socket, server } = serve({ inspector })
  socket.open()
  server.last.accept()
  ;(socket.raw as { send: unknown }).send = () => {
    throw new Error('no')
  }
  expect(socket.send('a').status).toBe('dropped')
  expect(events.filter(({ type }) => type === 'message')).toEqual([])
})
