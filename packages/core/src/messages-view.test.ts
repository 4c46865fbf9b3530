import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { OptionError } from './errors.ts'
import { messagesView } from './messages-view.ts'
import { flushPaint } from './paint.ts'
import { serve } from './testing-tools/serve.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const burst = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `${from + index}`)

describe('messagesView', () => {
  it('keeps the latest messages, counts those that left, and paints another object each time', () => {
    const { socket, server } = serve()
    const log = messagesView(socket, { limit: 10 })
    const shown: unknown[] = []
    log.subscribe(() => shown.push(log.get()))
    const empty = log.get()
    expect(empty).toEqual({ items: [], start: 0, dropped: 0 })
    server.last.accept()
    for (const message of burst(7)) server.last.send(message)
    expect(log.get()).toBe(empty)
    flushPaint()
    const first = log.get()
    expect(first).toEqual({ items: burst(7), start: 0, dropped: 0 })
    for (const message of burst(1000, 7)) server.last.send(message)
    flushPaint()
    expect(log.get()).toEqual({ items: burst(10, 997), start: 997, dropped: 997 })
    expect(first.items).toEqual(burst(7))
    expect(shown).toEqual([first, log.get()])
  })

  it('holds the connection while watched, and keeps its log afterwards', async () => {
    const { socket, server, clock } = serve()
    const log = messagesView(socket)
    expect(socket.readyState).toBe(3)
    const stop = log.subscribe(() => {})
    server.last.accept()
    server.last.send('a')
    server.last.send('b')
    stop()
    await clock.advance(1)
    expect(socket.readyState).toBe(3)
    expect(log.get().items).toEqual(['a', 'b'])
  })

  it.each([0, -1, 1.5, Number.NaN, '10', null])('refuses a limit of %s', (limit) => {
    const { socket } = serve()
    expect(() => messagesView(socket, { limit: limit as number })).toThrow(OptionError)
  })

  it('keeps everything where the limit is Infinity', () => {
    const { socket, server } = serve()
    const log = messagesView(socket, { limit: Number.POSITIVE_INFINITY })
    log.subscribe(() => {})
    server.last.accept()
    for (const message of burst(5000)) server.last.send(message)
    flushPaint()
    expect(log.get()).toMatchObject({ dropped: 0, items: { length: 5000 } })
  })
})
