import { describe, expect, it, vi } from 'vitest'
import type { BindingUrl } from '../../binding.ts'
import { json } from '../../codec.ts'
import type { WebSocketConstructor } from '../../web-socket-like.ts'
import { expectQuietConsole } from '../quiet-console.ts'
import type { Options } from './mounted.ts'

/** What a server renders of the contract's component: it will connect. */
export const SERVER_RENDERED = '<p>idle 0 </p>'

/** Renders the contract's component with the framework's server renderer. */
type Render = (url: BindingUrl, options: Options) => string | Promise<string>

/**
 * What every binding does on a server, in Node.
 *
 * @param html What the renderer makes of the component, markers of its own included; what a page hydrates.
 */
export function describeServerRendering(name: string, render: Render, html: string = SERVER_RENDERED): void {
  describe(name, () => {
    expectQuietConsole()

    it('renders what a component begins with, the same for each request, and dials nothing', async () => {
      const dial = vi.fn() as unknown as WebSocketConstructor
      const options = { codec: json(), linger: 0, WebSocketCtor: dial }
      for (const url of ['wss://example.com/feed', new URL('wss://example.com/feed'), 'wss://example.com/other'])
        expect(await render(url, { ...options })).toBe(html)
      expect(await render(null, options)).toBe(html.replace('idle 0', 'idle -1'))
      // A dial would be made in a later task at the latest.
      await new Promise((resolve) => setImmediate(resolve))
      expect(dial).not.toHaveBeenCalled()
    })
  })
}
