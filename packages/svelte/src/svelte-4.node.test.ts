import type { WebSocketConstructor } from '@everwire/core'
import { expect, it, vi } from 'vitest'
import { expectQuietConsole } from '../../core/src/testing-tools/quiet-console.ts'
import { SERVER_RENDERED_BY_4 } from './testing-tools/server-rendered.ts'
import Page from './testing-tools/svelte-4/Page.svelte'

/** What Svelte 4 makes of a component for a server. */
interface ServerComponent {
  render(props: object): { readonly html: string }
}

expectQuietConsole()

it('renders what a page begins with, in Svelte 4, and dials nothing', async () => {
  const dial = vi.fn()
  const url = 'wss://example.com/feed'
  const { html } = (Page as unknown as ServerComponent).render({ url, dial: dial as unknown as WebSocketConstructor })
  expect(html.trim()).toBe(SERVER_RENDERED_BY_4)
  // A dial would be made in a later task at the latest.
  await new Promise((resolve) => setImmediate(resolve))
  expect(dial).not.toHaveBeenCalled()
})
