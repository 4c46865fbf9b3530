import { json } from '@everwire/core'
import { ReactiveWebSocket } from '../reactive-web-socket.ts'

export interface Message {
  seq: number
}

/** A module of an application, without a component: state, what is derived from it, and an effect that handles. */
export function latest(url: string): {
  readonly doubled: number
  readonly runs: number
  readonly handled: number
  readonly transitions: number
  follow(url: string): void
  end(): void
} {
  let address = $state(url)
  let handled = $state(0)
  let transitions = $state(0)
  let runs = 0
  const feed = new ReactiveWebSocket(() => address, { codec: json<Message, unknown>(), linger: 0 })
  const doubled = $derived(2 * (feed.data?.seq ?? 0))
  const end = $effect.root(() => {
    $effect(() => {
      runs++
      // The handlers read and write state, one of them while the effect runs, which is no reason to run it again.
      const stops = [
        feed.on('state', () => {
          transitions = transitions + 1
        }),
        feed.on('data', ({ seq }) => {
          handled = handled + seq
        }),
      ]
      return () => {
        for (const stop of stops) stop()
      }
    })
  })
  return {
    get doubled() {
      return doubled
    },
    get handled() {
      return handled
    },
    get transitions() {
      return transitions
    },
    get runs() {
      return runs
    },
    follow(url) {
      address = url
    },
    end,
  }
}
