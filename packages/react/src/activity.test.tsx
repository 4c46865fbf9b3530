// Of React 19.2 and newer.
import { flushPaint } from '@everwire/core'
import { Activity, type ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { afterEach, expect, it } from 'vitest'
import { eventually } from '../../core/src/testing-tools/binding-contract.ts'
import { expectQuietConsole } from '../../core/src/testing-tools/quiet-console.ts'
import { everything } from './testing-tools/Everything.tsx'
import { type Page, render } from './testing-tools/mount.tsx'

const paint = () => flushSync(flushPaint)
let page: Page | undefined
const show = (node: ReactNode) => {
  page = render(node)
  return page
}

expectQuietConsole()

afterEach(() => page?.unmount())

it('hangs up while the component is hidden, and is back with what it had when it is shown', async () => {
  const { feed, element, heard } = everything()
  const page = show(<Activity mode="visible">{element}</Activity>)
  await feed.settle()
  feed.server.send('1')
  paint()
  expect(page.element.textContent).toBe('open 1 1 1')

  // What waits to be painted is shown when the component is.
  feed.server.send('2')
  page.render(<Activity mode="hidden">{element}</Activity>)
  await feed.settle()
  expect(feed.open()).toBe(0)
  page.render(<Activity mode="visible">{element}</Activity>)
  await eventually(() => page.element.textContent).toMatch(/^(idle|connecting) 2 3 1,2$/)
  await feed.settle()
  feed.server.send('3')
  paint()
  expect(page.element.textContent).toBe('open 3 6 1,2,3')
  expect(heard).toEqual([1, 2, 3])
  expect([feed.server.connections.length, feed.open()]).toEqual([2, 1])
})

it('dials nothing for a component that is rendered hidden, until it is shown', async () => {
  const { feed, element } = everything()
  const page = show(<Activity mode="hidden">{element}</Activity>)
  await eventually(() => page.element.textContent).toBe('idle undefined 0 ')
  await feed.settle()
  expect(feed.server.connections).toHaveLength(0)
  page.render(<Activity mode="visible">{element}</Activity>)
  await feed.settle()
  expect(feed.open()).toBe(1)
})
