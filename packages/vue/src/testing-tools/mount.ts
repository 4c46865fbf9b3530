import type { BindingUrl } from '@everwire/core'
import { type Component, createApp, defineComponent, h, shallowRef, watch } from 'vue'
import type { Bound, Mount } from '../../../core/src/testing-tools/binding-contract.ts'
import { type UseWebSocketReturn, useWebSocket } from '../use-web-socket.ts'

/** What is in the page, to be taken away. */
export interface Page {
  readonly element: HTMLElement
  unmount(): void
}

/** Renders a component into the page, as an application of its own. */
export function render(component: Component): Page {
  const element = document.body.appendChild(document.createElement('div'))
  const app = createApp(component)
  app.mount(element)
  return {
    element,
    unmount() {
      app.unmount()
      element.remove()
    },
  }
}

/** The line every component of these tests shows. */
export function line({ state, readyState, data }: UseWebSocketReturn<unknown, unknown>): string {
  const shown = data.value === undefined ? '' : JSON.stringify(data.value)
  return `${state.value.phase} ${readyState.value} ${shown}`
}

/** Mounts a component for the contract of the bindings. */
export const mount: Mount = (initial, options) => {
  const url = shallowRef<BindingUrl>(initial)
  const effects: unknown[] = []
  let result: UseWebSocketReturn<unknown, unknown>
  let renders = 0
  let mounted = true
  const { element, unmount } = render(
    defineComponent(() => {
      result = useWebSocket(url, options)
      watch(result.data, (data) => data !== undefined && effects.push(data))
      return () => {
        renders++
        return h('p', line(result))
      }
    }),
  )
  return {
    bound: (): Bound => {
      const { data, state, readyState, error, socket, ...commands } = result
      const status = { state: state.value, readyState: readyState.value, error: error.value }
      return { data: data.value, socket: socket.value, ...status, ...commands }
    },
    text: () => element.textContent,
    renders: () => renders,
    effects,
    setUrl(next) {
      url.value = next
    },
    unmount() {
      if (mounted) unmount()
      mounted = false
    },
  }
}
