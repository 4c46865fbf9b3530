// biome-ignore-all lint/correctness/noComponentHookFactories: each test has a component of its own
import { flushPaint } from '@everwire/core'
import { type ReactNode, Suspense, startTransition, useState } from 'react'
import { flushSync } from 'react-dom'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { eventually } from '../../core/src/testing-tools/binding-contract.ts'
import { expectQuietConsole } from '../../core/src/testing-tools/quiet-console.ts'
import { everything } from './testing-tools/Everything.tsx'
import { render } from './testing-tools/mount.tsx'
import { useWebSocket } from './use-web-socket.ts'

const paint = () => flushSync(flushPaint)
let pages: { unmount(): void }[] = []
const show = (node: ReactNode) => {
  const page = render(node)
  pages.push(page)
  return page
}

expectQuietConsole()

afterEach(() => {
  for (const page of pages) page.unmount()
  pages = []
})

describe('Suspense', () => {
  /** Suspends while it is told to, and is shown again when `resume` was called. */
  function suspending() {
    let resume = () => {}
    let until: Promise<void> | null = null
    let suspend = () => {}
    function Suspending() {
      const [, again] = useState(0)
      suspend = () => {
        until = new Promise((resolve) => {
          resume = () => {
            until = null
            resolve()
          }
        })
        again((count) => count + 1)
      }
      if (until !== null) throw until
      return null
    }
    return { Suspending, suspend: () => flushSync(suspend), resume: () => resume() }
  }

  it('keeps the connection of a component that is hidden by a fallback, and shows what came meanwhile', async () => {
    const { feed, element, heard } = everything()
    const { Suspending, suspend, resume } = suspending()
    const page = show(
      <Suspense fallback="wait">
        {element}
        <Suspending />
      </Suspense>,
    )
    await feed.settle()
    feed.server.send('1')
    paint()
    suspend()
    expect(page.element.textContent).toContain('wait')
    feed.server.send('2')
    paint()
    resume()
    await eventually(() => page.element.textContent).toBe('open 2 3 1,2')
    feed.server.send('3')
    paint()
    expect(page.element.textContent).toBe('open 3 6 1,2,3')
    expect(heard).toEqual([1, 2, 3])
    expect(feed.server.connections).toHaveLength(1)
  })

  it('dials nothing for a component that suspends before it is mounted, and once when it is', async () => {
    const { feed, element } = everything()
    let ready = false
    let resolve = () => {}
    const until = new Promise<void>((done) => {
      resolve = done
    })
    function Late() {
      useWebSocket(feed.url, feed.options)
      if (!ready) throw until
      return element
    }
    const page = show(
      <Suspense fallback="wait">
        <Late />
      </Suspense>,
    )
    await feed.settle()
    expect(page.element.textContent).toBe('wait')
    expect(feed.server.connections).toHaveLength(0)
    ready = true
    resolve()
    await eventually(() => page.element.textContent).toBe('connecting undefined 0 ')
    await feed.settle()
    feed.server.send('1')
    paint()
    expect(page.element.textContent).toBe('open 1 1 1')
    expect(feed.server.connections).toHaveLength(1)
  })
})

describe('transitions', () => {
  const SLOW = 100

  function busy(milliseconds: number) {
    const end = performance.now() + milliseconds
    while (performance.now() < end);
  }

  it('end while a feed is painted, and are seldom started over', async () => {
    const { feed, element } = everything()
    let starts = 0
    let setTab: (tab: number) => void = () => {}
    function Slow({ tab, index }: { tab: number; index: number }) {
      if (tab > 0) {
        if (index === 0) starts++
        busy(1)
      }
      return tab
    }
    function Tabs() {
      const [tab, set] = useState(0)
      setTab = set
      return Array.from({ length: SLOW }, (_, index) => `row ${index}`).map((row, index) => (
        <Slow key={row} tab={tab} index={index} />
      ))
    }
    const tabs = show(
      <>
        {element}
        <Tabs />
      </>,
    )
    await feed.settle()
    let sent = 0
    const feeding = setInterval(() => feed.server.send(String(++sent)), 1000 / 60)
    startTransition(() => setTab(1))
    await eventually(() => tabs.element.textContent).toMatch(/1{100}$/)
    clearInterval(feeding)
    expect(sent).toBeGreaterThan(3)
    // An external store would start it over for each message.
    expect(starts).toBeLessThan(sent / 2)
  })
})

it('hydrates companions and painted data without a mismatch, also where the connection is open already', async () => {
  const { feed, element } = everything()
  const lease = feed.options.registry.get(feed.url, feed.options).open()
  await feed.settle()
  const html = renderToString(element)
  expect(html).toBe('<p>idle undefined 0 </p>')

  const container = document.body.appendChild(document.createElement('div'))
  container.innerHTML = html
  const server = container.firstChild
  const onRecoverableError = vi.fn()
  const root = hydrateRoot(container, element, { onRecoverableError })
  pages.push(root)
  await eventually(() => container.textContent).toBe('open undefined 0 ')
  feed.server.send('4')
  paint()
  expect(container.textContent).toBe('open 4 4 4')
  expect(container.firstChild).toBe(server)
  expect(onRecoverableError).not.toHaveBeenCalled()
  lease.unsubscribe()
})
