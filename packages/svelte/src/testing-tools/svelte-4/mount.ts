import type { Bound, Mount, Options } from '../../../../core/src/testing-tools/binding-contract.ts'
import Store from './Store.svelte'

/** Mounts a component of Svelte 4 for the contract of the bindings. */
export const mount: Mount = (url, options: Options, rendered) => {
  const log: { bound?: Bound; renders: number; effects: unknown[] } = { renders: 0, effects: [] }
  const target = rendered ?? document.body.appendChild(document.createElement('div'))
  const component = new Store({ target, hydrate: rendered !== undefined, props: { url, options, log } })
  return {
    bound: () => log.bound as Bound,
    text: () => target.textContent as string,
    renders: () => log.renders,
    effects: log.effects,
    setUrl(next) {
      component.$set({ url: next })
    },
    unmount() {
      if (!target.isConnected) return
      component.$destroy()
      target.remove()
    },
  }
}
