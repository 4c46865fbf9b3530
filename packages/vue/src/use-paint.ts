import type { View } from '@everwire/core'
import { getCurrentInstance, onActivated, onDeactivated, type ShallowRef } from 'vue'

/** Shows in `target` what a view says, now and after each change, except while deactivated; answers how to stop. */
export type Paint = <T>(view: View<T>, target: ShallowRef<T>) => () => void

/** Paints the component that is being set up: not while `<KeepAlive>` keeps it off the page, and at once when it is back. */
export function usePaint(): Paint {
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
  return (view, target) => {
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
  }
}
