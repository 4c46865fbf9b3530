// biome-ignore-all lint/correctness/noComponentHookFactories: each test has a component of its own
import './testing-tools/fast-refresh.ts' // before react-dom

import { flushPaint } from '@everwire/core'
import { flushSync } from 'react-dom'
import { expect, it } from 'vitest'
import { expectQuietConsole } from '../../core/src/testing-tools/quiet-console.ts'
import { fakeFeed } from './testing-tools/fake-feed.ts'
import { refresh } from './testing-tools/fast-refresh.ts'
import { render } from './testing-tools/mount.tsx'
import { useWebSocket } from './use-web-socket.ts'
import { useWebSocketMessages } from './use-web-socket-messages.ts'
import { useWebSocketReducer } from './use-web-socket-reducer.ts'

expectQuietConsole()

it.each([true, false])('keeps connection, data, log and fold when a component is edited (share: %s)', async (share) => {
  const feed = fakeFeed<number>()
  const heard: string[] = []
  const component = (name: string) =>
    function Edited() {
      const onMessage = (message: number) => heard.push(`${name} ${message}`)
      const { data, socket } = useWebSocket(feed.url, { ...feed.options, share, onMessage })
      const sum = useWebSocketReducer(socket, (sum, message) => sum + message, 0)
      const { items } = useWebSocketMessages(socket)
      return `${name}: ${data} ${sum} ${items.join()}`
    }
  const [Before, After] = [component('before'), component('after')]
  const page = render(<Before />)
  await feed.settle()
  for (const message of ['1', '2']) feed.server.send(message)
  flushSync(flushPaint)
  expect(page.element.textContent).toBe('before: 2 3 1,2')
  refresh(Before, After)
  expect(page.element.textContent).toBe('after: 2 3 1,2')
  await feed.settle()
  feed.server.send('3')
  flushSync(flushPaint)
  expect(page.element.textContent).toBe('after: 3 6 1,2,3')
  expect(heard).toEqual(['before 1', 'before 2', 'after 3'])
  expect(feed.server.connections).toHaveLength(1)
  page.unmount()
})
