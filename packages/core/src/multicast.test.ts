import {
  config,
  filter,
  firstValueFrom,
  map,
  Observable,
  Subject,
  Subscription,
  share,
  switchMap,
  take,
  toArray,
} from 'rxjs'
import { afterEach, describe, expect, it } from 'vitest'
import { ClosedError } from './errors.ts'
import { Multicast, SocketObservable } from './multicast.ts'

const end = () => new ClosedError('over', 4403, '')

afterEach(() => {
  config.onUnhandledError = null
})

describe('a multicast is an Observable like any other', () => {
  it('for functions, observers, Subjects and operators', async () => {
    const source = new Multicast<number>()
    const seen: unknown[] = []
    const subject = new Subject<number>()
    subject.subscribe((value) => seen.push(['subject', value]))
    source.subscribe((value) => seen.push(['function', value]))
    source.subscribe({ next: (value) => seen.push(['observer', value]) })
    source.subscribe(subject)
    source.pipe(map((value) => value * 2)).subscribe((value) => seen.push(['operator', value]))
    source.subscribe()
    source.subscribe(null)
    const first = firstValueFrom(source)
    const all = firstValueFrom(source.pipe(take(2), toArray()))
    source.next(1)
    source.next(2)
    expect(seen.slice(0, 4)).toEqual([
      ['function', 1],
      ['observer', 1],
      ['subject', 1],
      ['operator', 2],
    ])
    expect([await first, await all]).toEqual([1, [1, 2]])
    expect(source).toBeInstanceOf(Observable)
  })

  it('frees the place of an operator that is done', () => {
    const source = new Multicast<number>()
    source.pipe(take(1)).subscribe()
    source.pipe(filter(Boolean), share()).subscribe().unsubscribe()
    source
      .pipe(switchMap(() => source))
      .subscribe()
      .unsubscribe()
    expect(source.observed).toBe(true)
    source.next(1)
    expect(source.observed).toBe(false)
  })

  it('answers a Subscription that can be added to another', () => {
    const source = new Multicast<number>()
    const group = new Subscription()
    const slot = source.subscribe()
    expect(slot).toBeInstanceOf(Subscription)
    group.add(slot)
    group.unsubscribe()
    expect([slot.closed, source.observed]).toEqual([true, false])
  })

  it("runs the source's teardown once, however it ends", () => {
    const log: string[] = []
    const source = new Multicast<number>(() => {
      log.push('start')
      return () => log.push('stop')
    })
    const slot = source.subscribe()
    slot.unsubscribe()
    slot.unsubscribe()
    source.subscribe()
    source.ending()()
    source.subscribe({ error: () => log.push('error') })
    source.ending()(end())
    expect(log).toEqual(['start', 'stop', 'start', 'stop', 'start', 'stop', 'error'])
  })

  it('keeps the observer’s `this`', () => {
    const source = new Multicast<number>()
    const observer = {
      total: 0,
      next(value: number) {
        this.total += value
      },
    }
    source.subscribe(observer)
    source.next(2)
    expect(observer.total).toBe(2)
  })
})

describe('ends', () => {
  it('they leave the handlers of on() in place', () => {
    const source = new Multicast<number>()
    const seen: number[] = []
    source.on((value) => seen.push(value))
    source.ending()()
    source.ending()(end())
    source.next(1)
    expect(seen).toEqual([1])
  })

  it('a lifted observable stays in the class, however long the chain', () => {
    const source = new Multicast<number>()
    const chain = source.pipe(map(String), filter(Boolean), take(3))
    expect(chain).toBeInstanceOf(SocketObservable)
    let completed = false
    chain.subscribe({ complete: () => (completed = true) })
    source.ending()(end())
    expect(completed).toBe(true)
  })

  it('nobody subscribed during the end is ended by it', () => {
    const source = new Multicast<number>()
    source.subscribe({ complete: () => source.subscribe() })
    source.ending()()
    expect(source.observed).toBe(true)
  })

  it('an unhandled error goes where rxjs sends it', async () => {
    const reported: unknown[] = []
    config.onUnhandledError = (error) => reported.push(error)
    const boom = new Error('boom')
    new SocketObservable<number>((subscriber) => subscriber.error(boom)).subscribe()
    await expect.poll(() => reported).toEqual([boom])
  })
})

it('delivers to 1,000 subscribers though every third leaves meanwhile', () => {
  const source = new Multicast<number>()
  const seen: number[] = []
  const slots = Array.from({ length: 1000 }, (_, index) =>
    source.subscribe(() => {
      seen.push(index)
      if (index % 3 === 0) slots[index + 1]?.unsubscribe()
    }),
  )
  source.next(1)
  expect(seen).toEqual(Array.from({ length: 1000 }, (_, index) => index).filter((index) => index % 3 !== 1))
  seen.length = 0
  source.next(2)
  expect(seen).toHaveLength(667)
})
