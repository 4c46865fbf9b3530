import { SERVER_RENDERED as CONTRACT } from '../../../core/src/testing-tools/binding/server-rendering.ts'

/**
 * What Svelte's server renderer makes of Page.svelte: one test renders it in Node, another hydrates it in a browser.
 */
export const SERVER_RENDERED: string = '<!--[--><p>idle 0 -1  </p> <p>idle 0 initial </p> <p>0 0 0</p><!--]-->'

/** What Svelte 4's makes of svelte-4/Page.svelte. */
export const SERVER_RENDERED_BY_4: string = '<p>idle 0 initial </p>'

/** What Svelte 5's makes of the component of the bindings' contract. */
export const PROBE_RENDERED: string = `<!--[-->${CONTRACT}<!--]-->`
