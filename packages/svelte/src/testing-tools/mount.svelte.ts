import type { BindingUrl } from '@everwire/core'
import { type Component, flushSync, hydrate, mount, unmount } from 'svelte'
import type { Bound, Mount, Options } from '../../../core/src/testing-tools/binding/mounted.ts'

interface Probe {
  source: { url: BindingUrl }
  options: Options
  log: { bound?: unknown; renders: number; effects: unknown[] }
}

/** Mounts a component for the contract of the bindings. */
export function mountOf(component: Component<Probe>): Mount {
  return (url, options, rendered) => {
    const source = $state({ url })
    const log: Probe['log'] = { renders: 0, effects: [] }
    const target = rendered ?? document.body.appendChild(document.createElement('div'))
    const instance = (rendered ? hydrate : mount)(component, { target, props: { source, options, log } })
    flushSync()
    return {
      bound: () => log.bound as Bound,
      text: () => target.textContent,
      renders: () => log.renders,
      effects: log.effects,
      setUrl(next) {
        source.url = next
      },
      unmount() {
        if (!target.isConnected) return
        void unmount(instance)
        target.remove()
      },
    }
  }
}

/** Runs functions as effects of no component, with what they answer as their ends; answers how to stop. */
export function inEffects(...runs: (() => unknown)[]): () => void {
  return $effect.root(() => {
    for (const run of runs) {
      $effect(() => {
        const end = run()
        return typeof end === 'function' ? () => void end() : undefined
      })
    }
  })
}

/** What a function reads, as a derived value. */
export function derivedOf<T>(read: () => T): () => T {
  const value = $derived(read())
  return () => value
}

/** A value that Svelte tracks. */
export function stateOf<T>(initial: T): { value: T } {
  const state = $state({ value: initial })
  return state
}
