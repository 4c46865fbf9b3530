import { afterEach, describe, expect, it, vi } from 'vitest'
import { VirtualClock } from './virtual-clock.ts'

afterEach(() => vi.useRealTimers())

describe('VirtualClock', () => {
  it('begins where it is told, and moves only when told to', async () => {
    const clock = new VirtualClock(5000)
    expect(clock.now()).toBe(5000)
    await clock.advance(250)
    expect(clock.now()).toBe(5250)
    expect(new VirtualClock().now()).toBe(1_000_000)
  })

  it('fires in the order of time, then of making, at the time that each is due', async () => {
    const clock = new VirtualClock(0)
    const fired: string[] = []
    const at = (name: string, delay: number) => clock.setTimeout(() => fired.push(`${name} ${clock.now()}`), delay)
    at('late', 20)
    at('first', 10)
    at('second', 10)
    at('too late', 21)
    await clock.advance(20)
    expect(fired).toEqual(['first 10', 'second 10', 'late 20'])
    expect(clock.pending).toBe(1)
  })

  it('fires what a handler sets, if it is due by then', async () => {
    const clock = new VirtualClock(0)
    const fired: number[] = []
    const again = () => clock.setTimeout(() => fired.push(clock.now()) && again(), 10)
    again()
    await clock.advance(35)
    expect(fired).toEqual([10, 20, 30])
  })

  it('lets promises settle between two timers, under replaced timers too', async () => {
    vi.useFakeTimers()
    const clock = new VirtualClock(0)
    const order: string[] = []
    const manyTurns = async () => {
      for (let turn = 0; turn < 100; turn++) await null
      order.push('promise')
    }
    clock.setTimeout(() => void manyTurns(), 10)
    clock.setTimeout(() => order.push('timer'), 11)
    await clock.advance(11)
    expect(order).toEqual(['promise', 'timer'])
  })

  it('lets promises settle before it moves, so that what they set is in time', async () => {
    const clock = new VirtualClock(0)
    const fired: number[] = []
    const inAWhile = async () => {
      for (let turn = 0; turn < 100; turn++) await null
      clock.setTimeout(() => fired.push(clock.now()), 10)
    }
    void inAWhile()
    await clock.advance(10)
    expect(fired).toEqual([10])
  })

  it('moves on at once, where it is told to: no promise settles on the way', async () => {
    const clock = new VirtualClock(0)
    const fired: string[] = []
    clock.setTimeout(() => {
      fired.push(`first at ${clock.now()}`)
      void Promise.resolve().then(() => fired.push('promise'))
      clock.setTimeout(() => fired.push(`second at ${clock.now()}`), 5)
    }, 10)
    clock.tick(15)
    expect([fired, clock.now(), clock.pending]).toEqual([['first at 10', 'second at 15'], 15, 0])
    await clock.advance(0)
    expect(fired[2]).toBe('promise')
  })

  it('throws at once what a handler throws, and goes on afterwards', () => {
    const clock = new VirtualClock(0)
    const later = vi.fn()
    clock.setTimeout(() => {
      throw new Error('handler')
    }, 10)
    clock.setTimeout(later, 20)
    expect(() => clock.tick(50)).toThrow('handler')
    clock.tick(10)
    expect([clock.now(), later.mock.calls.length]).toEqual([20, 1])
  })

  it('takes a timer back', async () => {
    const clock = new VirtualClock()
    const handler = vi.fn()
    const timer = clock.setTimeout(handler, 10)
    clock.clearTimeout(timer)
    clock.clearTimeout(timer)
    await clock.advance(100)
    expect([handler.mock.calls.length, clock.pending]).toEqual([0, 0])
  })

  it('fires at once what has no delay, as the platform does', async () => {
    const clock = new VirtualClock(0)
    const fired: number[] = []
    for (const delay of [-5, Number.NaN, 0]) clock.setTimeout(() => fired.push(clock.now()), delay)
    await clock.advance(0)
    expect(fired).toEqual([0, 0, 0])
  })

  it('sleeps: what came due meanwhile fires late, in order, and time never goes back', async () => {
    const clock = new VirtualClock(0)
    const fired: string[] = []
    for (const delay of [20, 10, 3000]) clock.setTimeout(() => fired.push(`${delay} at ${clock.now()}`), delay)
    clock.sleep(1000)
    expect(fired).toEqual([])
    await clock.advance(0)
    expect(fired).toEqual(['10 at 1000', '20 at 1000'])
    await clock.advance(2000)
    expect(fired.at(-1)).toBe('3000 at 3000')
  })

  it('rejects with what a handler throws, and goes on afterwards', async () => {
    const clock = new VirtualClock(0)
    const later = vi.fn()
    clock.setTimeout(() => {
      throw new Error('handler')
    }, 10)
    clock.setTimeout(later, 20)
    await expect(clock.advance(50)).rejects.toThrow('handler')
    expect(clock.now()).toBe(10)
    await clock.advance(10)
    expect(later).toHaveBeenCalledOnce()
  })

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses to move on by %s', async (milliseconds) => {
    const clock = new VirtualClock()
    await expect(clock.advance(milliseconds)).rejects.toThrow(RangeError)
    expect(() => clock.tick(milliseconds)).toThrow('tick: ')
    expect(() => clock.sleep(milliseconds)).toThrow(RangeError)
  })
})
