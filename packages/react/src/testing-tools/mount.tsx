import type { BindingUrl } from '@everwire/core'
import type { ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { createRoot, hydrateRoot, type Root } from 'react-dom/client'
import type { Bound, Mount } from '../../../core/src/testing-tools/binding/mounted.ts'
import { type Log, Probe } from './Probe.tsx'

/** What is in the page, to be rendered again and taken away. */
export interface Page {
  readonly element: HTMLElement
  render(node: ReactNode): void
  unmount(): void
}

/** Renders something into the page, effects included. */
export function render(node: ReactNode): Page {
  const element = document.body.appendChild(document.createElement('div'))
  const page = pageOf(element, createRoot(element))
  page.render(node)
  return page
}

/** Hydrates what a server rendered; what does not match is an error on the console. */
function hydrate(element: HTMLElement, node: ReactNode): Page {
  return pageOf(element, hydrateRoot(element, node, { onRecoverableError: console.error }))
}

function pageOf(element: HTMLElement, root: Root): Page {
  return {
    element,
    render: (node) => flushSync(() => root.render(node)),
    unmount() {
      root.unmount()
      element.remove()
    },
  }
}

/** Mounts a component for the contract of the bindings, in whatever `wrap` puts around it. */
export function mountWith(wrap: (node: ReactNode) => ReactNode): Mount {
  return (url, options, rendered) => {
    const log: Log = { bound: undefined, renders: 0, effects: [] }
    // New option objects at each render, as components make them.
    const probe = (url: BindingUrl) => wrap(<Probe url={url} options={{ ...options }} log={log} />)
    const page = rendered ? hydrate(rendered, probe(url)) : render(probe(url))
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
