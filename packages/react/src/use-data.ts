import { type Delivery, type Receiving, type View, view } from '@everwire/core'
import { useMemo, useState } from 'react'
import { useKept } from './use-kept.ts'
import { type Reader, useView } from './use-view.ts'

/**
 * The last message, painted by `delivery`, as a function that reads it: a component that never calls it is not rendered
 * for messages. The function is another one whenever what it answers changed for a component that reads.
 */
export function useData<In>(socket: Receiving<In> | null, delivery: Delivery): () => In | undefined {
  const sample = useKept<Sample<In>>([socket], () => ({ view: view<In, In | undefined>(socket, last, undefined) }))
  const painting = useKept([sample, delivery], () => sampling(socket, sample, delivery))
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

/** What is known of one socket's last message, whatever delivery it came by. */
interface Sample<In> {
  view: View<In | undefined>
}

/** Paints by one delivery, beginning with what the one before had when it ended. */
function sampling<In>(socket: Receiving<In> | null, sample: Sample<In>, delivery: Delivery): View<In | undefined> {
  return {
    get: () => sample.view.get(),
    subscribe(changed) {
      sample.view = view(socket, last, sample.view.get(), delivery)
      return sample.view.subscribe(changed)
    },
  }
}

const last = <In>(_: In | undefined, message: In): In | undefined => message
