import type { BindingUrl } from '@everwire/core'
import { type App, type Component, createApp, createSSRApp, shallowRef } from 'vue'
import type { Bound, Mount } from '../../../core/src/testing-tools/binding/mounted.ts'
import type { UseWebSocketReturn } from '../use-web-socket.ts'
import { type Log, probe } from './probe.ts'

/** What is in the page, to be taken away. */
export interface Page {
  readonly element: HTMLElement
  unmount(): void
}

/** Renders a component into the page, as an application of its own. */
export function render(component: Component): Page {
  return pageOf(createApp(component), document.body.appendChild(document.createElement('div')))
}

function pageOf(app: App, element: HTMLElement): Page {
  app.mount(element)
  return {
    element,
    unmount() {
      app.unmount()
      element.remove()
    },
  }
}

/** Mounts a component for the contract of the bindings. */
export const mount: Mount = (initial, options, rendered) => {
  const url = shallowRef<BindingUrl>(initial)
  const log: Log = { renders: 0, effects: [] }
  let mounted = true
  const component = probe(url, options, log)
  const { element, unmount } = rendered ? pageOf(createSSRApp(component), rendered) : render(component)
  return {
    bound: (): Bound => {
      const { data, state, readyState, error, socket, ...commands } = log.result as UseWebSocketReturn<unknown, unknown>
      const status = { state: state.value, readyState: readyState.value, error: error.value }
      return { data: data.value, socket: socket.value, ...status, ...commands }
    },
    text: () => element.textContent,
    renders: () => log.renders,
    effects: log.effects,
    setUrl(next) {
      url.value = next
    },
    unmount() {
      if (mounted) unmount()
      mounted = false
    },
  }
}
