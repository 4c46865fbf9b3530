/**
 * What a device tells about itself. `wake`: its clock jumped, so it slept. `restored`: the page came back from the
 * back/forward cache. `freeze` and `resume`: the page's life cycle.
 */
export type Signal = 'online' | 'offline' | 'visible' | 'freeze' | 'resume' | 'restored' | 'wake'

/**
 * Where signals come from: calls `emit` for each, and answers how to stop.
 *
 * @example
 * ```ts
 * const reactNative: SignalSource = (emit) => {
 *   const subscription = AppState.addEventListener('change', (state) => state === 'active' && emit('visible'))
 *   return () => subscription.remove()
 * }
 * ```
 */
export type SignalSource = (emit: (signal: Signal) => void) => () => void

/** How often a visible page looks at the clock, and by how much it must have jumped. Milliseconds. */
const LOOK = 500
const JUMP = 2000

/**
 * The page's own signals; none in a runtime without pages, and those that are missing are not missed.
 *
 * @see https://wicg.github.io/page-lifecycle/
 */
export const pageSignals: SignalSource = (emit) => {
  const { window, document } = globalThis as { window?: Window; document?: Document }
  if (!window?.addEventListener || !document?.addEventListener) return () => {}
  const off: (() => void)[] = []
  const on = (target: Window | Document, type: string, handler: (event: Event) => void) => {
    target.addEventListener(type, handler)
    off.push(() => target.removeEventListener(type, handler))
  }
  on(window, 'online', () => emit('online'))
  on(window, 'offline', () => emit('offline'))
  on(window, 'pageshow', (event) => (event as PageTransitionEvent).persisted && emit('restored'))
  on(document, 'visibilitychange', () => document.visibilityState === 'visible' && emit('visible'))
  on(document, 'freeze', () => emit('freeze'))
  on(document, 'resume', () => emit('resume'))
  if (globalThis.navigator?.onLine === false) emit('offline')
  // Chrome does not reliably say that a machine slept. A hidden page's timers are throttled, which looks the same.
  let last = Date.now()
  const timer = setInterval(() => {
    const now = Date.now()
    if (now - last > LOOK + JUMP && document.visibilityState === 'visible') emit('wake')
    last = now
  }, LOOK)
  off.push(() => clearInterval(timer))
  return () => {
    for (const stop of off) stop()
  }
}

/** What the option `signals` amounts to. */
export function signalSource(signals: SignalSource | readonly Signal[] | false | undefined): SignalSource {
  if (signals === false) return () => () => {}
  if (signals === undefined) return pageSignals
  if (typeof signals === 'function') return signals
  return (emit) => pageSignals((signal) => signals.includes(signal) && emit(signal))
}
