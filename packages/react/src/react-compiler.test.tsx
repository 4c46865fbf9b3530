import { flushPaint } from '@everwire/core'
import { flushSync } from 'react-dom'
import { expect, it } from 'vitest'
import { expectQuietConsole } from '../../core/src/testing-tools/quiet-console.ts'
import { Compiled } from './testing-tools/Compiled.tsx'
import { fakeFeed } from './testing-tools/fake-feed.ts'
import { render } from './testing-tools/mount.tsx'

expectQuietConsole()

it('shows nothing stale in a component that the React Compiler memoised', async () => {
  // What the compiler's cache looks like: without it there would be nothing to test.
  expect(String(Compiled)).toMatch(/\$\[\d+\] !== data/)
  const feed = fakeFeed<number>()
  const heard: number[] = []
  const hear = (message: number) => heard.push(message)
  const component = (factor: number, url = feed.url) => (
    <Compiled url={url} options={feed.options} factor={factor} heard={hear} />
  )
  const page = render(component(1))
  const shown = () => Array.from(page.element.querySelectorAll('p'), ({ textContent }) => textContent)
  expect(shown()).toEqual(['connecting 0 undefined', 'connecting undefined', 'connecting undefined', '0', ''])
  await feed.settle()
  feed.server.send('1')
  flushSync(flushPaint)
  expect(shown()).toEqual(['open 1 1', 'open 1', 'open 1', '1', '1'])
  feed.server.send('2')
  flushSync(flushPaint)
  expect(shown()).toEqual(['open 1 2', 'open 2', 'open 2', '3', '1,2'])

  page.render(component(10))
  feed.server.send('3')
  flushSync(flushPaint)
  expect(shown()).toEqual(['open 1 3', 'open 3', 'open 3', '33', '1,2,3'])
  expect(heard).toEqual([1, 2, 30])
  page.element.querySelector('button')?.click()
  await feed.settle()
  expect(feed.server.received).toEqual(['30'])

  feed.server.drop()
  flushSync(flushPaint)
  expect(shown().slice(0, 3)).toEqual(['waiting 3 3', 'waiting 3', 'waiting 3'])
  page.render(component(10, `${feed.url}/other`))
  expect(shown()).toEqual(['connecting 0 undefined', 'connecting undefined', 'connecting undefined', '0', ''])
  page.unmount()
})
