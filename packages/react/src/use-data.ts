import { type Delivery, type Receiving, type View, view } from '@everwire/core'
import { useMemo, useState } from 'react'
import { useKept } from './use-kept.ts'
import { type Reader, still, useView } from './use-view.ts'

/**
 * The last message, painted by `delivery`, as a function that reads it: a component that never calls it is not rendered
 * for messages. The function is another one whenever what it answers changed for a component that reads.
 */
export function useData<In>(socket: Receiving<In> | null, delivery: Delivery): () => In | undefined {
  const painting = useKept<View<In | undefined>>([socket, delivery], () =>
    socket ? view(socket, (_, message: In): In | undefined => message, undefined, delivery) : still(undefined),
  )
  const [reader] = useState<Reader>(() => ({ reads: false }))
  const data = useView(painting, delivery, reader)
  return useMemo(() => {
    // What has not been read has not been rendered for, so only the view knows it.
    const fresh = reader.reads
    return () => {
      reader.reads = true
      return fresh ? data : painting.get()
    }
  }, [data, painting, reader])
}
