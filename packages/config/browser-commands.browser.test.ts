import { expect, inject, it } from 'vitest'
import { commands } from 'vitest/browser'

it('shares one server with all tests', async () => {
  expect((await fetch(new URL('/healthz', inject('serverUrl')))).ok).toBe(true)
})

it('lets a page kill a server of its own, and start it again at the same place', async () => {
  const first = await commands.startServer()
  await commands.killServer(first.id)
  await expect(fetch(new URL('/healthz', first.url))).rejects.toThrow(TypeError)

  const second = await commands.startServer({ port: first.port })
  expect(second.url).toBe(first.url)
  expect((await fetch(new URL('/healthz', second.url))).ok).toBe(true)
  await commands.killServer(second.id)
})

it('lets a page ask for faults, and says what was wrong with a bad one', async () => {
  const server = await commands.startServer()
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/echo`)
  await new Promise((resolve) => socket.addEventListener('open', resolve))
  const closed = new Promise<CloseEvent>((resolve) => socket.addEventListener('close', resolve))

  expect(await commands.fault(server.id, 'close', { code: 4403 })).toMatchObject({ connections: 1 })
  expect((await closed).code).toBe(4403)
  await expect(commands.fault(server.id, 'nonsense')).rejects.toThrow('There is no fault of this name')
  await commands.killServer(server.id)
})

it('lets a page collect its garbage, and count what is left', async () => {
  let listener: (() => void) | undefined = () => {}
  const weak = new WeakRef(listener)
  addEventListener('everwire', listener)
  const before = await commands.collectGarbage()
  expect(weak.deref()).toBe(listener)

  removeEventListener('everwire', listener)
  listener = undefined
  const after = await commands.collectGarbage()
  expect(weak.deref()).toBe(undefined)
  expect(after.listeners).toBe(before.listeners - 1)
})
