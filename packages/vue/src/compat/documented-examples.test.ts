// The examples of VueUse's documentation, with only the import changed.
import { answers, refuses } from '@everwire/core/testing'
import { useIntervalFn } from '@vueuse/core'
import { expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { inWorld, type World } from '../testing-tools/compat-world.ts'
import { useWebSocket } from './index.ts'

const pong = answers((data) => (data === 'ping' ? 'ping' : undefined))

/** Sets an example up as a component does, and sees what comes of it. */
function example<T>(name: string, setup: () => T, see: (result: T, world: World) => Promise<void>): void {
  it(name, async () => {
    const scope = effectScope()
    await inWorld(useWebSocket, async (world) => {
      const result = scope.run(setup) as T
      await world.advance(0)
      await see(result, world)
      scope.stop()
      await world.advance(10)
      expect(world.server.connections.filter(({ isOpen }) => isOpen)).toEqual([])
    })
  })
}

example(
  'usage',
  () => {
    const { status, data, send, open, close, ws } = useWebSocket('ws://websocketurl')
    return { status, data, send, open, close, ws }
  },
  async ({ status, data, send, open, close, ws }, { server, advance }) => {
    expect([status.value, data.value, ws.value?.readyState]).toEqual(['OPEN', null, 1])
    server.send('hello')
    expect(data.value).toBe('hello')
    expect(send('hi')).toBe(true)
    await advance(10)
    expect(server.last.received).toEqual(['hi'])
    close()
    expect([status.value, ws.value]).toEqual(['CLOSED', undefined])
    expect(send('later')).toBe(false)
    open()
    await advance(10)
    expect([status.value, server.last.received]).toEqual(['OPEN', ['later']])
  },
)

const callbacks = () => {
  const { data } = useWebSocket('ws://websocketurl', {
    onConnected(_ws) {
      console.log('Connected!')
    },
    onDisconnected(_ws, event) {
      console.log('Disconnected!', event.code)
    },
    onError(_ws, event) {
      console.error('Error:', event)
    },
    onMessage(_ws, event) {
      console.log('Message:', event.data)
    },
  })
  return data
}

example('callbacks', callbacks, async (data, { server, advance }) => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const error = vi.spyOn(console, 'error').mockImplementation(() => {})
  server.send('hello')
  expect(data.value).toBe('hello')
  server.drop()
  await advance(0)
  const scope = effectScope()
  scope.run(callbacks)
  await advance(10)
  server.behave(refuses())
  scope.run(callbacks)
  await advance(10)
  scope.stop()
  expect(log.mock.calls).toEqual([
    ['Message:', 'hello'],
    ['Disconnected!', 1006],
    ['Connected!'],
    ['Disconnected!', 1006],
  ])
  expect(error.mock.calls).toEqual([['Error:', expect.any(Event)]])
  vi.restoreAllMocks()
})

example(
  'autoReconnect',
  () => {
    const { status, data, close } = useWebSocket('ws://websocketurl', {
      autoReconnect: true,
    })
    return { status, data, close }
  },
  async ({ status, close }, { server, advance }) => {
    server.drop()
    expect(status.value).toBe('CLOSED')
    await advance(1010)
    expect(status.value).toBe('OPEN')
    // Explicitly calling close() won't trigger the auto reconnection.
    close()
    await advance(5000)
    expect([status.value, server.connections.length]).toEqual(['CLOSED', 2])
  },
)

example(
  'autoReconnect with more controls',
  () => {
    vi.stubGlobal('alert', vi.fn())
    const { status, data, close } = useWebSocket('ws://websocketurl', {
      autoReconnect: {
        retries: 3,
        delay: 1000,
        onFailed() {
          alert('Failed to connect WebSocket after 3 retries')
        },
      },
    })
    return { status, data, close }
  },
  async ({ status }, { server, advance }) => {
    server.behave(refuses())
    server.drop()
    await advance(10_000)
    expect([status.value, server.connections.length]).toEqual(['CLOSED', 4])
    expect(vi.mocked(alert).mock.calls).toEqual([['Failed to connect WebSocket after 3 retries']])
  },
)

/** When each retry is made, in whole seconds since the connection fell. */
async function retriesAfterDrop({ server, advance }: World): Promise<number[]> {
  server.behave(refuses())
  server.drop()
  const times: number[] = []
  for (let second = 1; second <= 60; second++) {
    const before = server.connections.length
    await advance(1000)
    if (server.connections.length > before) times.push(second)
  }
  return times
}

example(
  'exponential backoff',
  () => {
    const { status, data, close } = useWebSocket('ws://websocketurl', {
      autoReconnect: {
        retries: 5,
        // Exponential backoff: 1s, 2s, 4s, 8s, 16s
        delay: (retries) => Math.min(1000 * 2 ** (retries - 1), 30000),
      },
    })
    return { status, data, close }
  },
  async (_, world) => expect(await retriesAfterDrop(world)).toEqual([1, 4, 8, 16, 32]),
)

example(
  'linear backoff',
  () => {
    const { status, data, close } = useWebSocket('ws://websocketurl', {
      autoReconnect: {
        retries: 5,
        // Linear backoff: 1s, 2s, 3s, 4s, 5s
        delay: (retries) => retries * 1000,
      },
    })
    return { status, data, close }
  },
  async (_, world) => expect(await retriesAfterDrop(world)).toEqual([1, 4, 7, 11, 16]),
)

example(
  'heartbeat',
  () => {
    const { status, data, close } = useWebSocket('ws://websocketurl', {
      heartbeat: true,
    })
    return { status, data, close }
  },
  async ({ status }, { server, advance }) => {
    await advance(1500)
    expect(server.last.received).toEqual(['ping'])
    await advance(1000)
    expect(status.value).toBe('CLOSED')
  },
)

example(
  'heartbeat with more controls',
  () => {
    const { status, data, close, open } = useWebSocket('ws://websocketurl', {
      heartbeat: {
        message: 'ping',
        scheduler: (cb) => useIntervalFn(cb, 2000),
        pongTimeout: 1000,
      },
    })
    return { status, data, close, open }
  },
  async ({ status, data, open }, { server, advance }) => {
    server.behave(pong)
    open()
    await advance(9000)
    expect(server.last.received).toEqual(['ping', 'ping', 'ping', 'ping'])
    expect([status.value, data.value]).toEqual(['OPEN', null])
  },
)

example(
  'sub-protocols',
  () => {
    const { status, data, send, open, close } = useWebSocket('ws://websocketurl', {
      protocols: ['soap'], // ['soap', 'wamp']
    })
    return { status, data, send, open, close }
  },
  async (_, { server }) => expect(server.last.protocols).toEqual(['soap']),
)
