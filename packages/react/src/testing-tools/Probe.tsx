import type { BindingUrl } from '@everwire/core'
import { type ReactNode, useEffect, useInsertionEffect } from 'react'
import type { Bound, Options } from '../../../core/src/testing-tools/binding/mounted.ts'
import { useWebSocket } from '../use-web-socket.ts'

/** What a probe tells of itself. */
export interface Log {
  bound: Bound | undefined
  renders: number
  readonly effects: unknown[]
}

/** The component of the bindings' contract. */
export function Probe({ url, options, log }: { url: BindingUrl; options: Options; log: Log }): ReactNode {
  const bound = useWebSocket(url, options)
  const { data, state, readyState } = bound
  log.renders++
  // React 18 warns of a layout effect on a server.
  useInsertionEffect(() => {
    log.bound = bound
  })
  useEffect(() => {
    if (data !== undefined) log.effects.push(data)
  }, [data, log])
  return <p>{`${state.phase} ${readyState} ${data === undefined ? '' : JSON.stringify(data)}`}</p>
}
