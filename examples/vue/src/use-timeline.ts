import type { ConnectionState } from '@everwire/core'
import { startTimeline, type TimelineEvent, timelineReducer } from '@everwire/example-server/screen'
import { type Ref, shallowRef, watch } from 'vue'

/** What happened to the connection in the last two minutes, and a way to note a fault that was asked for. */
export function useTimeline(state: Readonly<Ref<ConnectionState>>) {
  const timeline = shallowRef(startTimeline(Date.now()))
  const record = (event: TimelineEvent) => {
    timeline.value = timelineReducer(timeline.value, event)
  }
  watch(state, (now) => record({ type: 'state', state: now, at: Date.now() }), { immediate: true, flush: 'sync' })
  return { timeline, markFault: (text: string) => record({ type: 'fault', text, at: Date.now() }) }
}
