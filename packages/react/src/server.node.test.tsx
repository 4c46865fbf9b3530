// biome-ignore-all lint/correctness/noComponentHookFactories: each test has a component of its own
import { Writable } from 'node:stream'
import { json, OptionError, type WebSocketConstructor } from '@everwire/core'
import { renderToPipeableStream, renderToString } from 'react-dom/server'
import { afterEach, expect, it, vi } from 'vitest'
import { expectQuietConsole } from '../../core/src/testing-tools/quiet-console.ts'
import { PAGE_HTML, Page } from './testing-tools/Page.tsx'
import { useWebSocket } from './use-web-socket.ts'

const dial = vi.fn() as unknown as WebSocketConstructor

expectQuietConsole()

afterEach(() => {
  expect(dial).not.toHaveBeenCalled()
})

it('renders what a page begins with, and dials nothing', async () => {
  expect(renderToString(<Page url="wss://example.com/feed" dial={dial} />)).toBe(PAGE_HTML)
  // A dial would be made in a later task at the latest.
  await new Promise((resolve) => setImmediate(resolve))
})

it('renders the same as a stream', async () => {
  let html = ''
  await new Promise((resolve, reject) => {
    const sink = new Writable({
      write(chunk, _, done) {
        html += chunk
        done()
      },
      final(done) {
        resolve(undefined)
        done()
      },
    })
    const { pipe } = renderToPipeableStream(<Page url="wss://example.com/feed" dial={dial} />, {
      onError: reject,
      onAllReady: () => pipe(sink),
    })
  })
  expect(html).toBe(PAGE_HTML)
})

it('throws a typed error for an option that is none', () => {
  function Wrong() {
    return useWebSocket('wss://example.com', { codec: json(), delivery: 'sometimes' as 'frame' }).state.phase
  }
  expect(() => renderToString(<Wrong />)).toThrow(OptionError)
})
