import type { ConnectionState } from '@everwire/core'
import { startTimeline, timelineReducer } from '@everwire/example-server/screen'
import { useEffect, useReducer } from 'react'

/** What happened to the connection in the last two minutes, and a way to note a fault that was asked for. */
export function useTimeline(state: ConnectionState) {
  const [timeline, record] = useReducer(timelineReducer, undefined, () => startTimeline(Date.now()))
  useEffect(() => record({ type: 'state', state, at: Date.now() }), [state])
  return { timeline, markFault: (text: string) => record({ type: 'fault', text, at: Date.now() }) }
}
