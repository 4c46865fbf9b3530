import type { BindingUrl } from '@everwire/core'
import { type Component, defineComponent, h, type MaybeRefOrGetter, watch } from 'vue'
import type { Options } from '../../../core/src/testing-tools/binding/mounted.ts'
import { type UseWebSocketReturn, useWebSocket } from '../use-web-socket.ts'

/** What a probe tells of itself. */
export interface Log {
  result?: UseWebSocketReturn<unknown, unknown>
  renders: number
  readonly effects: unknown[]
}

/** The line every component of these tests shows. */
export function line({ state, readyState, data }: UseWebSocketReturn<unknown, unknown>): string {
  const shown = data.value === undefined ? '' : JSON.stringify(data.value)
  return `${state.value.phase} ${readyState.value} ${shown}`
}

/** The component of the bindings' contract. */
export function probe(url: MaybeRefOrGetter<BindingUrl>, options: Options, log: Log): Component {
  return defineComponent(() => {
    const result = useWebSocket(url, options)
    log.result = result
    watch(result.data, (data) => data !== undefined && log.effects.push(data))
    return () => {
      log.renders++
      return h('p', line(result))
    }
  })
}
