import { useWebSocket as original } from '@vueuse/core'
import { expect, it } from 'vitest'
import { commands } from 'vitest/browser'
import { defineComponent, h } from 'vue'
import { eventually } from '../../../core/src/testing-tools/binding-contract.ts'
import type { Options, Result, Use } from '../testing-tools/compat-world.ts'
import { render } from '../testing-tools/mount.ts'
import { useWebSocket } from './use-web-socket.ts'

/** What a script sees of the browser's own WebSocket and a server in a process of its own. */
async function outcome(use: Use): Promise<unknown[][]> {
  const server = await commands.startServer()
  const seen: unknown[][] = []
  const note = (...what: unknown[]) => void seen.push(what)
  const options: Options = {
    autoReconnect: { delay: 200 },
    onConnected: (ws) => note('connected', ws.readyState, ws === result.ws.value),
    onDisconnected: (ws, event) =>
      note('disconnected', ws.readyState, event.constructor.name, event.code, event.wasClean),
    onError: (ws, event) => note('error', ws.readyState, event.constructor.name),
    onMessage: (ws, event) => note('message', ws.readyState, event.constructor.name, event.data),
  }
  let result = undefined as unknown as Result
  const { element, unmount } = render(
    defineComponent(() => {
      result = use(`${server.url.replace('http', 'ws')}/echo`, options)
      return () => h('p', `${result.status.value} ${result.data.value}`)
    }),
  )
  const text = () => element.textContent
  const connected = () => seen.filter(([what]) => what === 'connected').length
  result.send('early')
  await eventually(text).toBe('OPEN early')
  result.send(new Blob(['blob']))
  await eventually(text).toBe('OPEN [object Blob]')
  note(await (result.data.value as Blob).text())
  result.send('text')
  await eventually(text).toBe('OPEN text')
  await commands.fault(server.id, 'close', { code: 4403, reason: 'forbidden' })
  await eventually(connected).toBe(2)
  await commands.fault(server.id, 'drop')
  await eventually(connected).toBe(3)
  const last = result.ws.value as WebSocket
  result.close(3001, 'enough')
  note(result.status.value, result.ws.value)
  await eventually(() => last.readyState).toBe(3)
  await eventually(() => seen.at(-1)).toEqual(['disconnected', 3, 'CloseEvent', 3001, true])
  result.send('later')
  result.open()
  await eventually(text).toBe('OPEN later')
  const connections = async () => (await (await fetch(new URL('/healthz', server.url))).json()).connections
  expect(await connections()).toBe(1)
  unmount()
  await eventually(connections).toBe(0)
  await commands.killServer(server.id)
  return seen
}

it('does the same over a real connection', async () => {
  const theirs = await outcome(original)
  expect(theirs).toContainEqual(['disconnected', 3, 'CloseEvent', 4403, true])
  expect(await outcome(useWebSocket)).toEqual(theirs)
})
