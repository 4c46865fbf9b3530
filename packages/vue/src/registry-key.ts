import { defaultRegistry, type Registry } from '@everwire/core'
import { hasInjectionContext, type InjectionKey, inject, provide } from 'vue'

/**
 * Where the components below share their sockets.
 *
 * @example
 * ```ts
 * app.provide(registryKey, new Registry())
 * ```
 */
export const registryKey: InjectionKey<Registry> = Symbol('everwire')

/**
 * Shares sockets among the components below this one, and with nobody else.
 *
 * @example
 * ```ts
 * provideRegistry(new Registry())
 * ```
 */
export function provideRegistry(registry: Registry): void {
  provide(registryKey, registry)
}

/** The registry provided above; the page's own where there is none, or no component. */
export function injectRegistry(): Registry {
  return hasInjectionContext() ? inject(registryKey, defaultRegistry) : defaultRegistry
}
