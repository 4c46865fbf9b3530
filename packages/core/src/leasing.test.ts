import { describe, expect, it, vi } from 'vitest'
import { json } from './codec.ts'
import { OptionError } from './errors.ts'
import { EMPTY_LOG, messagesView } from './messages-view.ts'
import { flushPaint } from './paint.ts'
import { leasedStatus, NO_STATUS, statusView } from './status.ts'
import { serve } from './testing-tools/serve.ts'
import { leasedView, propertyView, type View, view } from './view.ts'

const nothing = () => {}

describe('leasedStatus', () => {
  it('holds the connection while watched, calls the handlers once, and releases what was opened with the last', async () => {
    const { socket, clock, server } = serve()
    const [onMessage, release] = [vi.fn(), vi.fn()]
    const status = leasedStatus(socket, () => ({ onMessage }), release)
    expect(status.get().state.phase).toBe('idle')
    const phases: string[] = []
    const stops = [status.subscribe(() => phases.push(status.get().state.phase)), status.subscribe(nothing)]
    server.last.accept()
    server.last.send('a')
    expect(onMessage.mock.calls).toEqual([['a']])
    expect(phases).toEqual(['connecting', 'open'])

    stops[0]?.()
    stops[0]?.()
    server.last.send('b')
    await clock.advance(0)
    expect([onMessage.mock.calls.length, status.get().state.phase, release.mock.calls.length]).toEqual([2, 'open', 0])
    stops[1]?.()
    expect(release).toHaveBeenCalledTimes(1)
    await clock.advance(0)
    expect(status.get().state.phase).toBe('idle')
  })

  it('remembers what went wrong while it is watched, and does not listen for it afterwards', () => {
    const { socket, server } = serve()
    socket.open()
    const onError = vi.fn()
    const status = leasedStatus(socket, () => ({ onError }), nothing)
    const stop = status.subscribe(nothing)
    server.last.refuse()
    expect(status.get().error?.code).toBe('refused')
    expect(onError.mock.calls).toEqual([[status.get().error]])
    const before = status.get().error
    stop()
    socket.reconnect()
    server.last.refuse()
    expect(status.get().error).toBe(before)
    expect(onError).toHaveBeenCalledTimes(1)
  })

  it('is that of no URL without a socket, where there is nothing to release', () => {
    const release = vi.fn()
    const status = leasedStatus(null, () => ({}), release)
    status.subscribe(nothing)()
    expect(status.get()).toBe(NO_STATUS)
    expect(release).not.toHaveBeenCalled()
  })
})

it('a leased view takes the lease first and gives it back last, however many watch', () => {
  const log: string[] = []
  const logging = (name: string): View<string> => ({
    get: () => name,
    subscribe() {
      log.push(`watch ${name}`)
      return () => log.push(`leave ${name}`)
    },
  })
  const leased = leasedView(logging('view'), logging('lease'))
  expect(leased.get()).toBe('view')
  const stops = [leased.subscribe(nothing), leased.subscribe(nothing)]
  for (const stop of [...stops, ...stops]) stop()
  expect(log).toEqual(['watch lease', 'watch view', 'leave view', 'leave lease'])
})

it('a property is told of when it changed itself', () => {
  const { socket, server } = serve({ codec: json() } as never)
  const status = statusView(socket)
  const told: unknown[] = []
  const [readyState, error] = [propertyView(status, 'readyState'), propertyView(status, 'error')]
  const stop = readyState.subscribe(() => told.push(readyState.get()))
  error.subscribe(() => told.push(error.get()?.code))
  // Idle and connecting are both 0.
  socket.data$.subscribe()
  expect(told).toEqual([])
  server.last.accept()
  expect(told).toEqual([1])
  server.last.send('no JSON')
  flushPaint()
  expect(told).toEqual([1, 'decode'])
  server.last.drop()
  socket.reconnect()
  expect(told.slice(2)).toEqual([3, 0])
  server.last.accept()
  expect(told.slice(4)).toEqual([1, undefined])
  stop()
  server.last.drop()
  expect(told).toHaveLength(6)
})

it('without a socket there is nothing to fold, and what is wrong is told all the same', () => {
  const sum = view(null, (total: number) => total + 1, 5, 100)
  const log = messagesView(null, { limit: 1 })
  for (const still of [sum, log]) still.subscribe(nothing)()
  expect([sum.get(), log.get()]).toEqual([5, EMPTY_LOG])
  expect(() => view(null, () => 0, 0, -1)).toThrow(OptionError)
  expect(() => messagesView(null, { limit: 0 })).toThrow(OptionError)
})
