import { type Clock, timer } from './clock.ts'

/**
 * What a device tells about itself. `wake`: its clock jumped, so it slept. `restored`: the page came back from the
 * back/forward cache. `freeze` and `resume`: the page's life cycle.
 *
 * @example
 * ```ts
 * const signals: Signal[] = ['online', 'offline'] // and not the page's life cycle
 * webSocket('wss://example.com/feed', { signals })
 * ```
 */
export type Signal = 'online' | 'offline' | 'visible' | 'freeze' | 'resume' | 'restored' | 'wake'

/**
 * Where signals come from: calls `emit` for each, and answers how to stop. What it throws is on `error$`. `clock` is the
 * socket's.
 *
 * @example
 * ```ts
 * const reactNative: SignalSource = (emit) => {
 *   const subscription = AppState.addEventListener('change', (state) => state === 'active' && emit('visible'))
 *   return () => subscription.remove()
 * }
 * ```
 */
export type SignalSource = (emit: (signal: Signal) => void, clock: Clock) => () => void

/** How often a visible page looks at the clock, and by how much it must have jumped. Milliseconds. */
const LOOK = 500
const JUMP = 2000

/**
 * The page's own signals; none in a runtime without pages, and those that are missing are not missed.
 *
 * @see https://wicg.github.io/page-lifecycle/
 *
 * @example
 * ```ts
 * const signals: SignalSource = (emit, clock) => pageSignals((signal) => signal !== 'wake' && emit(signal), clock)
 * webSocket('wss://example.com/feed', { signals })
 * ```
 */
export const pageSignals: SignalSource = (emit, clock) => {
  const { window, document, navigator } = globalThis as Partial<typeof globalThis>
  if (!window?.addEventListener || !document?.addEventListener) return () => {}
  const visible = () => document.visibilityState === 'visible'
  const hear = (event: Event) => {
    const { type } = event
    if (type === 'visibilitychange') visible() && emit('visible')
    else if (type === 'pageshow') (event as PageTransitionEvent).persisted && emit('restored')
    else emit(type as Signal)
  }
  const listen = (method: 'addEventListener' | 'removeEventListener') => {
    for (const type of ['online', 'offline', 'pageshow']) window[method](type, hear)
    for (const type of ['visibilitychange', 'freeze', 'resume']) document[method](type, hear)
  }
  listen('addEventListener')
  if (navigator?.onLine === false) emit('offline')
  // Chrome does not reliably say that a machine slept. A hidden page's timers are throttled, which looks the same.
  const next = timer(clock)
  const look = (): void => {
    const last = clock.now()
    next(LOOK, () => {
      const jumped = clock.now() - last > LOOK + JUMP
      // Before the signal, which may end the listening.
      look()
      if (jumped && visible()) emit('wake')
    })
  }
  look()
  return () => {
    next()
    listen('removeEventListener')
  }
}

const SIGNALS: readonly unknown[] = ['online', 'offline', 'visible', 'freeze', 'resume', 'restored', 'wake']

/** Whether something is a list of signals. */
export function isSignals(value: unknown): boolean {
  return Array.isArray(value) && value.every((signal) => SIGNALS.includes(signal))
}

/** What the option `signals` amounts to. */
export function signalSource(signals: SignalSource | readonly Signal[] | false = pageSignals): SignalSource {
  if (typeof signals === 'function') return signals
  return (emit, clock) =>
    signals ? pageSignals((signal) => signals.includes(signal) && emit(signal), clock) : () => {}
}
