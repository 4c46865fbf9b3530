import type { View } from '@everwire/core'
import { getCurrentInstance, onActivated, onDeactivated, type ShallowRef, shallowRef, watchPostEffect } from 'vue'

/** When the current component may be painted. */
export interface Painting {
  /** False until the component is mounted or hydrated, for ever on a server. */
  readonly mounted: Readonly<ShallowRef<boolean>>
  /** Shows in `target` what a view says, now and after each change, except while deactivated; answers how to stop. */
  paint<T>(view: View<T>, target: ShallowRef<T | undefined>): () => void
}

/** Follows the component that is being set up. */
export function usePainting(): Painting {
  const mounted = shallowRef(false)
  // Unlike onMounted it needs no component, and unlike any other effect it does not run on a server.
  watchPostEffect(() => {
    mounted.value = true
  })
  const shows = new Set<() => void>()
  let active = true
  if (getCurrentInstance()) {
    onDeactivated(() => {
      active = false
    })
    onActivated(() => {
      active = true
      for (const show of shows) show()
    })
  }
  return {
    mounted,
    paint(view, target) {
      const show = () => {
        if (active) target.value = view.get()
      }
      const stop = view.subscribe(show)
      shows.add(show)
      show()
      return () => {
        shows.delete(show)
        stop()
      }
    },
  }
}
