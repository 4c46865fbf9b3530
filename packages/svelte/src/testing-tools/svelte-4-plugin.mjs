import { compile } from 'svelte-4/compiler'

/** The components that Svelte 4 compiles; the plugin of Svelte 5 has to leave them alone. */
export const SVELTE_4 = '**/testing-tools/svelte-4/*.svelte'

/** Compiles components with the Svelte 4 that stands here beside 5, for a page or for its server renderer. */
export function svelte4() {
  return {
    name: 'svelte-4',
    transform(code, id, { ssr = false } = {}) {
      if (!/\/testing-tools\/svelte-4\/\w+\.svelte$/.test(id)) return undefined
      const { js, warnings } = compile(code, {
        filename: id,
        generate: ssr ? 'ssr' : 'dom',
        dev: true,
        hydratable: true,
        sveltePath: 'svelte-4',
        discloseVersion: false,
      })
      for (const { message } of warnings) this.error(message)
      return { code: js.code, map: js.map }
    },
  }
}
