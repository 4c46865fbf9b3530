import type { Delivery, View } from '@everwire/core'
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'

const nothing = (): undefined => undefined
const NO_VIEW: View<undefined> = { get: nothing, subscribe: () => nothing }

/** Who reads what is painted; nobody is rendered before. */
export interface Reader {
  reads: boolean
}

/** Who reads in every render. */
export const ALWAYS: Reader = { reads: true }

/** A view's value, rendered at the pace of its delivery. */
export function useView<T>(painting: View<T>, delivery: Delivery, reader: Reader): T {
  const every = delivery === 'every'
  const stored = useEvery<T | undefined>(every ? painting : NO_VIEW, reader)
  const painted = usePainted<T | undefined>(every ? NO_VIEW : painting, reader)
  return (every ? stored : painted) as T
}

/** A render for each change: React renders what an external store says at once, in a microtask. */
function useEvery<T>(painting: View<T>, reader: Reader): T {
  const subscribe = useCallback(
    (changed: () => void) => painting.subscribe(() => reader.reads && changed()),
    [painting, reader],
  )
  return useSyncExternalStore(subscribe, painting.get, painting.get)
}

/**
 * What is painted at a pace is ordinary state, which a transition can wait for: an external store that changes at each
 * frame would start it over at each frame.
 */
function usePainted<T>(painting: View<T>, reader: Reader): T {
  const [shown, show] = useState(() => ({ painting, value: painting.get() }))
  useEffect(() => {
    const update = () => {
      const value = painting.get()
      if (!reader.reads) return
      show((last) => (last.painting === painting && Object.is(last.value, value) ? last : { painting, value }))
    }
    const stop = painting.subscribe(update)
    // It may have changed between the render and now.
    update()
    return stop
  }, [painting, reader])
  return shown.painting === painting ? shown.value : painting.get()
}
