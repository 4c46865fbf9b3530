import { getEventListeners } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, expect, it } from 'vitest'
import { eventually } from '../testing-tools/eventually.ts'
import { endingOf, frameServer, hangUpAll } from '../testing-tools/web-socket-server.ts'
import { WebSocket } from './web-socket.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const CYCLES = 100
// The last ones may still be on somebody's stack, and the test runner has handles of its own that come and go.
const A_FEW = 10

afterEach(hangUpAll)

it(`${CYCLES} connections that opened and closed leave no handle, no timer, no listener and no object`, async () => {
  const url = await frameServer(({ socket }) => {
    socket.on('data', () => socket.end(Buffer.from([0x88, 0x02, 0x03, 0xe8])))
  })
  const { signal } = new AbortController()
  const handles = (): number => process.getActiveResourcesInfo().length
  const before = handles()
  const refs: WeakRef<WebSocket>[] = []
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    const socket = new WebSocket(url, { signal })
    refs.push(new WeakRef(socket))
    socket.onopen = () => socket.close(1000)
    expect((await endingOf(socket)).wasClean).toBe(true)
  }
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  await eventually(() => expect(handles() - before).toBeLessThan(A_FEW))
  await eventually(() => {
    collectGarbage()
    expect(refs.filter((ref) => ref.deref()).length).toBeLessThan(A_FEW)
  })
})

it('what was left unsent stays in `bufferedAmount` after the connection is gone', async () => {
  const url = await frameServer(({ socket }) => socket.once('data', () => socket.resetAndDestroy()))
  const socket = new WebSocket(url)
  const ended = endingOf(socket)
  socket.onopen = () => socket.send(new Uint8Array(32 * 2 ** 20))
  await ended
  const left = socket.bufferedAmount
  expect(left).toBeGreaterThan(0)
  socket.send('late')
  expect(socket.bufferedAmount).toBe(left + 4)
})
