import { type Delivery, type Receiving, type View, view } from '@everwire/core'
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react'

const nothing = (): undefined => undefined
const NO_DATA: View<undefined> = { get: nothing, subscribe: () => nothing }

/**
 * The last message, painted by `delivery`, as a function that reads it: a component that never calls it is not rendered
 * for messages. The function is another one whenever what it answers changed for a component that reads.
 */
export function useData<In>(socket: Receiving<In> | null, delivery: Delivery): () => In | undefined {
  const painting = useMemo<View<In | undefined>>(
    () => (socket ? view(socket, (_, message: In): In | undefined => message, undefined, delivery) : NO_DATA),
    [socket, delivery],
  )
  const [reader] = useState(() => ({ reads: false }))
  const every = delivery === 'every'
  const stored = useEvery(every ? painting : NO_DATA, reader)
  const painted = usePainted(every ? NO_DATA : painting, reader)
  const data = every ? stored : painted
  return useMemo(() => {
    // What has not been read has not been rendered for, so only the view knows it.
    const fresh = reader.reads
    return () => {
      reader.reads = true
      return fresh ? data : painting.get()
    }
  }, [data, painting, reader])
}

interface Reader {
  reads: boolean
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
