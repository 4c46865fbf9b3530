import { defaultRegistry, type Registry } from '@everwire/core'
import { getContext, setContext } from 'svelte'
import { inComponent } from './component.ts'

const KEY = Symbol('everwire')

/**
 * Shares sockets among the components below this one, and with nobody else.
 *
 * @example
 * ```ts
 * provideRegistry(new Registry())
 * ```
 */
export function provideRegistry(registry: Registry): void {
  setContext(KEY, registry)
}

/** The registry provided above; the page's own where there is none, or no component. */
export function contextRegistry(): Registry {
  return inComponent(() => getContext<Registry | undefined>(KEY)) ?? defaultRegistry
}
