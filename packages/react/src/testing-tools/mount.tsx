import type { BindingUrl } from '@everwire/core'
import { type ReactNode, useEffect, useLayoutEffect } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import type { Bound, Mount, Options } from '../../../core/src/testing-tools/binding-contract.ts'
import { useWebSocket } from '../use-web-socket.ts'

/** What is in the page, to be rendered again and taken away. */
export interface Page {
  readonly element: HTMLElement
  render(node: ReactNode): void
  unmount(): void
}

/** Renders something into the page, effects included. */
export function render(node: ReactNode): Page {
  const element = document.body.appendChild(document.createElement('div'))
  const root = createRoot(element)
  const page = {
    element,
    render: (next: ReactNode) => flushSync(() => root.render(next)),
    unmount() {
      root.unmount()
      element.remove()
    },
  }
  page.render(node)
  return page
}

interface Log {
  bound: Bound | undefined
  renders: number
  readonly effects: unknown[]
}

function Probe({ url, options, log }: { url: BindingUrl; options: Options; log: Log }): ReactNode {
  const bound = useWebSocket(url, options)
  const { data, state, readyState } = bound
  log.renders++
  useLayoutEffect(() => {
    log.bound = bound
  })
  useEffect(() => {
    if (data !== undefined) log.effects.push(data)
  }, [data, log])
  return <p>{`${state.phase} ${readyState} ${data === undefined ? '' : JSON.stringify(data)}`}</p>
}

/** Mounts a component for the contract of the bindings, in whatever `wrap` puts around it. */
export function mountWith(wrap: (node: ReactNode) => ReactNode): Mount {
  return (url, options) => {
    const log: Log = { bound: undefined, renders: 0, effects: [] }
    // New option objects at each render, as components make them.
    const probe = (url: BindingUrl) => wrap(<Probe url={url} options={{ ...options }} log={log} />)
    const page = render(probe(url))
    return {
      bound: () => log.bound as Bound,
      text: () => page.element.textContent,
      renders: () => log.renders,
      effects: log.effects,
      setUrl: (next) => page.render(probe(next)),
      unmount: page.unmount,
    }
  }
}
