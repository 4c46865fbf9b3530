// Each line of the guide "Coming from partysocket or reconnecting-websocket" in core's README, seen on all sides.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import {
  type ObservableWebSocket,
  type RawWebSocketOptions,
  type Received,
  type Sendable,
  webSocket,
} from '@everwire/core'
import { accepts, refuses, silent } from '@everwire/core/testing'
import { WebSocket as PartySocket } from 'partysocket'
import ReconnectingWebSocket, { type Options } from 'reconnecting-websocket'
import { describe, expect, it, vi } from 'vitest'
import { onStage, type Stage, url } from './stage.ts'

type Peer = ReconnectingWebSocket
type PeerClass = typeof ReconnectingWebSocket
type Socket = ObservableWebSocket<Received, Sendable>

const peers: [string, PeerClass][] = [
  ['partysocket', PartySocket as unknown as PeerClass],
  ['reconnecting-websocket', ReconnectingWebSocket],
]

const ours = ({ Ctor }: Stage, options: RawWebSocketOptions = {}): Socket =>
  webSocket(url, { WebSocketCtor: Ctor, random: () => 0.5, ...options })

describe.each(peers)('%s', (_, Reconnecting) => {
  const theirs = ({ Ctor }: Stage, options: Options = {}): Peer =>
    new Reconnecting(url, [], { WebSocket: Ctor, minReconnectionDelay: 1000, ...options })

  it('dials when it is made, unless startClosed; ours with the first subscriber, or open()', async () => {
    await onStage(async (stage) => {
      theirs(stage)
      const closed = theirs(stage, { startClosed: true })
      await stage.advance(10)
      expect([stage.server.connections.length, closed.readyState]).toEqual([1, 3])
      closed.reconnect()
      await stage.advance(10)
      expect([stage.server.connections.length, closed.readyState]).toEqual([2, 1])
    })
    await onStage(async (stage) => {
      const socket = ours(stage)
      await stage.advance(10)
      expect([stage.server.connections.length, socket.readyState]).toEqual([0, 3])
      socket.open()
      await stage.advance(10)
      expect([stage.server.connections.length, socket.readyState]).toEqual([1, 1])
    })
  })

  it('tells of open, message and close; ours by observables', async () => {
    const theirTrace = await onStage(async (stage) => {
      const notes: unknown[] = []
      const socket = theirs(stage)
      socket.addEventListener('open', ({ type }) => void notes.push(type))
      socket.addEventListener('message', ({ data }) => void notes.push(data))
      socket.addEventListener('close', ({ code }) => void notes.push(code))
      await stage.advance(10)
      stage.server.send('hello')
      stage.server.close(1012)
      await stage.advance(2000)
      return notes
    })
    const trace = await onStage(async (stage) => {
      const notes: unknown[] = []
      const socket = ours(stage, { closeCodes: { 1012: 'retry' }, reconnect: () => 1000 })
      socket.open$.subscribe((event) => notes.push((event as Event).type))
      socket.data$.subscribe((data) => notes.push(data))
      socket.close$.subscribe(({ code }) => notes.push(code))
      await stage.advance(10)
      stage.server.send('hello')
      stage.server.close(1012)
      await stage.advance(2000)
      return notes
    })
    expect(theirTrace).toEqual(['open', 'hello', 1012, 'open'])
    expect(trace).toEqual(theirTrace)
  })

  it('asks a function for the URL at each attempt; so do we', async () => {
    const urls = () => {
      let attempt = 0
      return async () => `${url}?${attempt++}`
    }
    const dialled = ({ server }: Stage) => server.connections.map(({ url }) => new URL(url).search)
    await onStage(async (stage) => {
      stage.server.behave(refuses())
      new Reconnecting(urls(), [], { WebSocket: stage.Ctor, minReconnectionDelay: 100, maxRetries: 2 })
      await stage.advance(60_000)
      expect(dialled(stage)).toEqual(['?0', '?1', '?2'])
    })
    await onStage(async (stage) => {
      stage.server.behave(refuses())
      const reconnect = (attempt: number) => (attempt > 2 ? 'stop' : 100)
      webSocket(urls(), { WebSocketCtor: stage.Ctor, reconnect }).open()
      await stage.advance(60_000)
      expect(dialled(stage)).toEqual(['?0', '?1', '?2'])
    })
  })

  it('delays grow by a factor to a maximum; ours by a policy', async () => {
    const gaps = (start: (stage: Stage) => void) =>
      onStage(async (stage) => {
        const times: number[] = []
        stage.server.behave(refuses())
        start({
          ...stage,
          Ctor: class extends stage.Ctor {
            constructor(...args: ConstructorParameters<typeof WebSocket>) {
              super(...args)
              times.push(Date.now())
            }
          },
        })
        await stage.advance(20_000)
        // To 100 ms: a handshake that fails takes some.
        return times.slice(1).map((time, index) => Math.round((time - (times[index] as number)) / 100) * 100)
      })
    const theirGaps = await gaps((stage) =>
      theirs(stage, { reconnectionDelayGrowFactor: 2, maxReconnectionDelay: 5000, maxRetries: 5 }),
    )
    const ourGaps = await gaps((stage) => {
      const reconnect = (attempt: number) => (attempt > 5 ? 'stop' : Math.min(5000, 1000 * 2 ** (attempt - 1)))
      ours(stage, { reconnect }).open()
    })
    expect(theirGaps).toEqual([1000, 2000, 4000, 5000, 5000])
    expect(ourGaps).toEqual(theirGaps)
  })

  it('stops in silence after maxRetries; ours ends with an error', async () => {
    await onStage(async (stage) => {
      stage.server.behave(refuses())
      const socket = theirs(stage, { maxRetries: 2 })
      await stage.advance(60_000)
      expect([stage.server.connections.length, socket.retryCount]).toEqual([3, 2])
    })
    await onStage(async (stage) => {
      stage.server.behave(refuses())
      const errors: string[] = []
      const socket = ours(stage, { reconnect: (attempt) => (attempt > 2 ? 'stop' : 1000) })
      socket.error$.subscribe((error) => errors.push(error.name))
      socket.open()
      await stage.advance(60_000)
      expect([stage.server.connections.length, socket.state]).toEqual([3, expect.objectContaining({ phase: 'closed' })])
      expect(errors.at(-1)).toBe('ClosedError')
    })
  })

  it('counts from the start again after minUptime; ours after 5 s of open', async () => {
    await onStage(async (stage) => {
      stage.server.behave(refuses(), refuses(), accepts())
      const socket = theirs(stage)
      await stage.advance(4000)
      expect(socket.retryCount).toBe(2)
      await stage.advance(5000)
      expect(socket.retryCount).toBe(0)
    })
    await onStage(async (stage) => {
      stage.server.behave(refuses(), refuses(), accepts())
      const socket = ours(stage, { reconnect: () => 1000 })
      socket.open()
      await stage.advance(4000)
      expect(socket.state).toMatchObject({ phase: 'open', attempt: 2 })
      await stage.advance(5000)
      stage.server.drop()
      expect(socket.state).toMatchObject({ phase: 'waiting', attempt: 1 })
    })
  })

  it('gives up an attempt after connectionTimeout, 4 s; ours after connectTimeout, 10 s', async () => {
    await onStage(async (stage) => {
      stage.server.behave(silent(), accepts())
      theirs(stage, { minReconnectionDelay: 1 })
      await stage.advance(3900)
      expect(stage.server.connections).toHaveLength(1)
      await stage.advance(200)
      expect(stage.server.connections).toHaveLength(2)
    })
    await onStage(async (stage) => {
      stage.server.behave(silent(), accepts())
      ours(stage, { reconnect: () => 1 }).open()
      await stage.advance(9900)
      expect(stage.server.connections).toHaveLength(1)
      await stage.advance(200)
      expect(stage.server.connections).toHaveLength(2)
    })
  })

  it('drops the newest in silence beyond maxEnqueuedMessages; ours as the queue is told', async () => {
    await onStage(async (stage) => {
      const socket = theirs(stage, { maxEnqueuedMessages: 2 })
      for (const message of ['a', 'b', 'c']) socket.send(message)
      await stage.advance(10)
      expect(stage.server.received).toEqual(['a', 'b'])
    })
    await onStage(async (stage) => {
      const socket = ours(stage, { queue: { messages: 2, overflow: 'drop-newest' } })
      const errors: string[] = []
      socket.error$.subscribe(({ code }) => errors.push(code))
      const receipts = ['a', 'b', 'c'].map((message) => socket.send(message))
      await stage.advance(50)
      expect([stage.server.received, receipts.map(({ status }) => status)]).toEqual([
        ['a', 'b'],
        ['sent', 'sent', 'dropped'],
      ])
      expect(errors).toEqual(['overflow'])
    })
  })

  it('keeps what is sent after close() for reconnect(); ours drops it, and says so', async () => {
    await onStage(async (stage) => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
      const socket = theirs(stage)
      await stage.advance(10)
      socket.close()
      socket.send('late')
      await stage.advance(60_000)
      expect(stage.server.connections).toHaveLength(1)
      socket.reconnect()
      await stage.advance(10)
      expect(stage.server.received).toEqual(['late'])
      warn.mockRestore()
    })
    await onStage(async (stage) => {
      const socket = ours(stage)
      socket.open()
      await stage.advance(10)
      socket.close()
      const receipt = socket.send('late')
      await stage.advance(60_000)
      expect(stage.server.connections).toHaveLength(1)
      socket.open()
      await stage.advance(10)
      expect([socket.readyState, stage.server.received, receipt.status]).toEqual([1, [], 'dropped'])
    })
  })

  it('closes with 1000; ours with no code', async () => {
    const code = (start: (stage: Stage) => Pick<Peer, 'close'>) =>
      onStage(async (stage) => {
        const socket = start(stage)
        await stage.advance(10)
        socket.close()
        await stage.advance(10)
        return stage.server.last.ending?.code
      })
    expect(await code(theirs)).toBe(1000)
    const opened = (stage: Stage) => {
      const socket = ours(stage)
      socket.open()
      return socket
    }
    expect(await code(opened)).toBe(1005)
  })

  it('replaces an open connection by reconnect(); so do we, and can overlap', async () => {
    await onStage(async (stage) => {
      const socket = theirs(stage)
      await stage.advance(10)
      socket.reconnect()
      await stage.advance(10)
      expect(stage.server.connections.map(({ isOpen }) => isOpen)).toEqual([false, true])
    })
    await onStage(async (stage) => {
      const socket = ours(stage)
      const states: number[] = []
      socket.open()
      await stage.advance(10)
      socket.readyState$.subscribe((state) => states.push(state))
      socket.reconnect({ overlap: true })
      await stage.advance(10)
      expect([stage.server.connections.map(({ isOpen }) => isOpen), states]).toEqual([[true, true], [1]])
      await stage.advance(1000)
      expect([stage.server.connections.map(({ isOpen }) => isOpen), states]).toEqual([[false, true], [1]])
    })
  })

  it('comes back whatever the close code; ours by a table', async () => {
    await onStage(async (stage) => {
      theirs(stage)
      await stage.advance(10)
      stage.server.close(4403)
      await stage.advance(10_000)
      expect(stage.server.connections).toHaveLength(2)
    })
    const dials = (closeCodes?: RawWebSocketOptions['closeCodes']) =>
      onStage(async (stage) => {
        ours(stage, closeCodes && { closeCodes }).open()
        await stage.advance(10)
        stage.server.close(4403)
        await stage.advance(10_000)
        return stage.server.connections.length
      })
    expect([await dials(), await dials({ 4403: 'retry' })]).toEqual([1, 2])
  })

  it('counts characters in bufferedAmount; ours bytes', async () => {
    await onStage((stage) => {
      const socket = theirs(stage)
      socket.send('€')
      expect([socket.bufferedAmount, socket.binaryType]).toEqual([1, 'blob'])
    })
    await onStage((stage) => {
      const socket = ours(stage)
      socket.send('€')
      expect([socket.bufferedAmount, socket.binaryType]).toEqual([3, 'arraybuffer'])
    })
  })

  it('offers subprotocols', async () => {
    const offered = (start: (stage: Stage) => void) =>
      onStage(async (stage) => {
        start(stage)
        await stage.advance(10)
        return stage.server.last.protocols
      })
    expect(await offered(({ Ctor }) => new Reconnecting(url, ['a', 'b'], { WebSocket: Ctor }))).toEqual(['a', 'b'])
    expect(await offered(({ Ctor }) => webSocket(url, ['a', 'b'], { WebSocketCtor: Ctor }).open())).toEqual(['a', 'b'])
  })

  it('says what it does where debug is set; ours tells an inspector', async () => {
    await onStage(async (stage) => {
      const log = vi.spyOn(console, 'log').mockImplementation(() => {})
      theirs(stage, { debug: true, debugLogger: console.log } as Options)
      await stage.advance(10)
      expect(log.mock.calls).toContainEqual(['RWS>', 'open event'])
      log.mockRestore()
    })
    await onStage(async (stage) => {
      const types: string[] = []
      ours(stage, { inspector: { next: ({ type }) => types.push(type) } }).open()
      await stage.advance(10)
      expect(types).toEqual(['transition', 'dial', 'transition'])
    })
  })
})

describe('a function for the URL that fails once', () => {
  const failing = () => {
    let attempt = 0
    return async () => {
      if (attempt++ === 0) throw new Error('no token')
      return url
    }
  }

  it('is asked again by partysocket, and by us', async () => {
    await onStage(async (stage) => {
      new PartySocket(failing(), [], { WebSocket: stage.Ctor })
      await stage.advance(60_000)
      expect(stage.server.connections).toHaveLength(1)
    })
    await onStage(async (stage) => {
      const errors: string[] = []
      const socket = webSocket(failing(), { WebSocketCtor: stage.Ctor })
      socket.error$.subscribe(({ code }) => errors.push(code))
      socket.open()
      await stage.advance(60_000)
      expect([stage.server.connections.length, errors]).toEqual([1, ['options']])
    })
  })

  it('ends a Node process with reconnecting-websocket', async () => {
    const script = `
      import ReconnectingWebSocket from 'reconnecting-websocket'
      const url = async () => { throw new Error('no token') }
      new ReconnectingWebSocket(url, [], { WebSocket: class { static CLOSING = 2 } })
    `
    const args = ['--input-type=module', '--eval', script]
    const ended = promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname })
    await expect(ended).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('no token') })
  })
})

it('partysocket decides by shouldReconnectOnClose, ours by the cause or the table', async () => {
  await onStage(async (stage) => {
    new PartySocket(url, [], {
      WebSocket: stage.Ctor,
      shouldReconnectOnClose: ({ code }: { code: number }) => code !== 4000,
    })
    await stage.advance(10)
    stage.server.close(4000)
    await stage.advance(60_000)
    expect(stage.server.connections).toHaveLength(1)
  })
  await onStage(async (stage) => {
    ours(stage, { closeCodes: { 4000: 'final' } }).open()
    await stage.advance(10)
    stage.server.close(4000)
    await stage.advance(60_000)
    expect(stage.server.connections).toHaveLength(1)
  })
})

it('partysocket asks a function for the subprotocols, and hands back what was not sent; so do we', async () => {
  await onStage(async (stage) => {
    const socket = new PartySocket(url, async () => 'token', { WebSocket: stage.Ctor, startClosed: true })
    expect(socket.send('kept')).toBe(false)
    expect(socket.drainQueuedMessages()).toEqual(['kept'])
    socket.reconnect()
    await stage.advance(10)
    expect([stage.server.last.protocols, stage.server.received]).toEqual([['token'], []])
  })
  await onStage(async (stage) => {
    stage.server.behave(silent())
    const socket = webSocket(url, async () => 'token', { WebSocketCtor: stage.Ctor })
    const receipt = socket.send('kept')
    await stage.advance(10)
    expect(stage.server.last.protocols).toEqual(['token'])
    socket.close()
    await stage.advance(10)
    expect(receipt.status).toBe('dropped')
  })
})
