import type { ConnectionState } from '@everwire/core'
import { startTimeline, type TimelineEvent, timelineReducer } from '@everwire/example-server/screen'
import { untrack } from 'svelte'

/** What happened to the connection in the last two minutes, and a way to note a fault that was asked for. */
export class History {
  timeline = $state.raw(startTimeline(Date.now()))

  constructor(state: () => ConnectionState) {
    $effect(() => this.#record({ type: 'state', state: state(), at: Date.now() }))
  }

  markFault(text: string): void {
    this.#record({ type: 'fault', text, at: Date.now() })
  }

  #record(event: TimelineEvent): void {
    this.timeline = timelineReducer(
      untrack(() => this.timeline),
      event,
    )
  }
}
