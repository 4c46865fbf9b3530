// The page's own signals, over a page that the test makes: Node has none.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { pageSignals, type Signal, signalSource } from './signals.ts'
import { VirtualClock } from './testing/index.ts'
import { serve } from './testing-tools/serve.ts'

/** An event target that knows how many listeners it has. */
class Target extends EventTarget {
  listeners = 0
  override addEventListener(...parameters: Parameters<EventTarget['addEventListener']>): void {
    this.listeners++
    super.addEventListener(...parameters)
  }
  override removeEventListener(...parameters: Parameters<EventTarget['removeEventListener']>): void {
    this.listeners--
    super.removeEventListener(...parameters)
  }
}

let window: Target
let document: Target & { visibilityState: string }
let clock: VirtualClock
let heard: Signal[]
const emit = (signal: Signal) => void heard.push(signal)

beforeEach(() => {
  window = new Target()
  document = Object.assign(new Target(), { visibilityState: 'visible' })
  vi.stubGlobal('window', window)
  vi.stubGlobal('document', document)
  vi.stubGlobal('navigator', { onLine: true })
  clock = new VirtualClock()
  heard = []
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const left = () => [window.listeners, document.listeners, clock.pending]

describe('the page', () => {
  it('says what its network and its life cycle do', () => {
    pageSignals(emit, clock)
    window.dispatchEvent(new Event('offline'))
    window.dispatchEvent(new Event('online'))
    document.dispatchEvent(new Event('freeze'))
    document.dispatchEvent(new Event('resume'))
    expect(heard).toEqual(['offline', 'online', 'freeze', 'resume'])
  })

  it('says that it is visible, and not that it is hidden', () => {
    pageSignals(emit, clock)
    document.visibilityState = 'hidden'
    document.dispatchEvent(new Event('visibilitychange'))
    expect(heard).toEqual([])
    document.visibilityState = 'visible'
    document.dispatchEvent(new Event('visibilitychange'))
    expect(heard).toEqual(['visible'])
  })

  it('says that it was restored, and not that it was loaded', () => {
    pageSignals(emit, clock)
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }))
    expect(heard).toEqual([])
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }))
    expect(heard).toEqual(['restored'])
  })

  it.each([
    [true, []],
    [undefined, []],
    [false, ['offline']],
  ])('where it is loaded with onLine %s', (onLine, signals) => {
    vi.stubGlobal('navigator', { onLine })
    pageSignals(emit, clock)
    expect(heard).toEqual(signals)
  })

  it('that slept wakes, once for each sleep; a timer that is a little late is no sleep', async () => {
    pageSignals(emit, clock)
    await clock.advance(10_000)
    clock.sleep(2000)
    await clock.advance(10_000)
    expect(heard).toEqual([])
    clock.sleep(3000)
    await clock.advance(10_000)
    expect(heard).toEqual(['wake'])
    clock.sleep(3_600_000)
    await clock.advance(10_000)
    expect(heard).toEqual(['wake', 'wake'])
  })

  it('that is hidden does not wake: its timers are throttled', async () => {
    pageSignals(emit, clock)
    document.visibilityState = 'hidden'
    clock.sleep(3_600_000)
    await clock.advance(10_000)
    document.visibilityState = 'visible'
    await clock.advance(10_000)
    expect(heard).toEqual([])
  })

  it('is left without a listener or timer, also by whoever hears that it woke', async () => {
    const stop = pageSignals(emit, clock)
    expect(left()).toEqual([3, 3, 1])
    stop()
    expect(left()).toEqual([0, 0, 0])
    const stopAtOnce = pageSignals(() => stopAtOnce(), clock)
    clock.sleep(60_000)
    await clock.advance(1000)
    expect(left()).toEqual([0, 0, 0])
  })
})

describe('without a page, or half of one', () => {
  it.each([
    ['window', undefined],
    ['window', {}],
    ['document', undefined],
    ['document', {}],
  ])('%s: %o', (name, part) => {
    vi.stubGlobal(name, part)
    const stop = pageSignals(emit, clock)
    expect(left()).toEqual([0, 0, 0])
    stop()
    expect(heard).toEqual([])
  })

  it('no navigator', () => {
    vi.stubGlobal('navigator', undefined)
    expect(() => pageSignals(emit, clock)()).not.toThrow()
  })
})

describe('the option', () => {
  it('hears what its list has', async () => {
    signalSource(['online', 'wake'])(emit, clock)
    for (const type of ['offline', 'online']) window.dispatchEvent(new Event(type))
    document.dispatchEvent(new Event('visibilitychange'))
    clock.sleep(60_000)
    await clock.advance(1000)
    expect(heard).toEqual(['online', 'wake'])
  })

  it('hears nothing where it is false', () => {
    signalSource(false)(emit, clock)()
    expect(left()).toEqual([0, 0, 0])
  })

  it('is the page by default: a socket hears it, on its own clock, while it is held', async () => {
    const { socket, server, clock } = serve({ reconnect: () => 60_000 })
    const lease = socket.data$.subscribe()
    window.dispatchEvent(new Event('offline'))
    server.last.accept()
    server.last.drop()
    expect(socket.state).toMatchObject({ phase: 'waiting', cause: { type: 'offline' } })
    clock.sleep(10_000)
    await clock.advance(2000)
    expect(socket.state.phase).toBe('connecting')
    lease.unsubscribe()
    await clock.advance(0)
    expect([window.listeners, document.listeners, clock.pending]).toEqual([0, 0, 0])
  })
})
