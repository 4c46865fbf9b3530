import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { firstValueFrom } from 'rxjs'
import { expect, it } from 'vitest'
import { webSocket } from './index.node.ts'
import { eventually } from './testing-tools/eventually.ts'
import { CLOSE, closePayload, frame, TEXT } from './testing-tools/frames.ts'
import { onRequest, rawServer, switching } from './testing-tools/handshake-server.ts'

const MiB = 2 ** 20
/** At a time: few enough for any limit of open files, enough not to wait for each in turn. */
const TOGETHER = 50
/** The test runner has handles of its own that come and go. */
const A_FEW = 10

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const memory = (): number => {
  // What a first collection only marks, such as what weak references held, a second one frees.
  for (let times = 0; times < 3; times++) collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

it('10,000 connections that open, bring a message and close leave no handle, no timer and no memory', async () => {
  const greeting = frame(TEXT, 'hello')
  const goodbye = frame(CLOSE, closePayload(1000))
  const server = await rawServer((socket) =>
    onRequest(socket, (request) => {
      socket.write(switching(request))
      socket.write(greeting)
      // All that this client ever sends is its Close frame.
      socket.once('data', () => socket.end(goodbye))
    }),
  )
  const cycle = async (): Promise<void> => {
    const socket = webSocket(`ws://127.0.0.1:${server.port}/`, { transportOptions: { connecting: 'parallel' } })
    expect(await firstValueFrom(socket.data$)).toBe('hello')
    const closed = firstValueFrom(socket.close$)
    socket.close(1000)
    expect(await closed).toMatchObject({ code: 1000, wasClean: true })
  }
  const cycles = async (count: number): Promise<void> => {
    for (let done = 0; done < count; done += TOGETHER) await Promise.all(Array.from({ length: TOGETHER }, cycle))
  }
  await cycles(1000)
  await eventually(() => expect(server.sockets.size).toBe(0))
  const handles = process.getActiveResourcesInfo().length
  const before = memory()
  await cycles(10_000)
  await eventually(() => expect(server.sockets.size).toBe(0))
  await eventually(() => expect(process.getActiveResourcesInfo().length - handles).toBeLessThan(A_FEW))
  expect(memory() - before).toBeLessThan(MiB)
  await server.close()
}, 240_000)
