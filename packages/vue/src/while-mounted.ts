import { hasInjectionContext, inject, shallowRef, ssrContextKey, type WatchSource, watch, watchPostEffect } from 'vue'

/**
 * Runs `start` once the component that is being set up is mounted or hydrated, and again for each new value of `source`.
 * What it answers ends that value's time; the last one ends with the scope. On a server nothing runs.
 */
export function whileMounted<T>(source: WatchSource<T>, start: (value: T) => (() => void) | undefined): void {
  // Vue 3.5.0 forgets after an `await` in setup that it is rendering on a server, and would run what follows.
  if (hasInjectionContext() && inject(ssrContextKey, null)) return
  const mounted = shallowRef(false)
  // Unlike onMounted it needs no component, and unlike any other effect it does not run on a server.
  watchPostEffect(() => {
    mounted.value = true
  })
  watch([mounted, source] as const, ([mounted, value], _, onCleanup) => {
    const stop = mounted && start(value)
    if (stop) onCleanup(stop)
  })
}
