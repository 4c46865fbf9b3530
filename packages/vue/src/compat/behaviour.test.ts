import { accepts, answers, latency, refuses, silent } from '@everwire/core/testing'
import { useWebSocket as original, useIntervalFn } from '@vueuse/core'
import { describe, expect, it } from 'vitest'
import { effectScope, nextTick, ref, shallowRef } from 'vue'
import { expectQuietConsole } from '../../../core/src/testing-tools/quiet-console.ts'
import { inWorld, type World } from '../testing-tools/compat-world.ts'
import { useWebSocket } from './use-web-socket.ts'

const url = 'ws://example.com/feed'
const statusOf = (page: { element: HTMLElement }) => page.element.textContent

expectQuietConsole()

/** Runs a script with the original and with ours: both must do what it expects, and all that was seen must be the same. */
function alike(name: string, script: (world: World) => Promise<void>): void {
  it(name, async () => {
    const theirs = await inWorld(original, script)
    expect(await inWorld(useWebSocket, script)).toEqual(theirs)
  })
}

describe('data, status, ws and the callbacks', () => {
  alike('follow a connection', async ({ mount, server, advance }) => {
    const page = mount(url)
    expect(page.status.value).toBe('CONNECTING')
    expect(page.ws.value?.readyState).toBe(0)
    await advance(0)
    expect(statusOf(page)).toBe('OPEN null')
    server.send('one')
    server.send('two')
    await advance(0)
    expect(statusOf(page)).toBe('OPEN two')
    server.close(4000, 'bye')
    await advance(0)
    expect(statusOf(page)).toBe('CLOSED two')
    expect(page.ws.value?.readyState).toBe(3)
    await advance(60_000)
    expect(server.connections).toHaveLength(1)
  })

  alike('tell of a connection that was refused', async ({ mount, server, advance, trace }) => {
    server.behave(refuses())
    const page = mount(url)
    await advance(0)
    expect(statusOf(page)).toBe('CLOSED null')
    expect(trace).toContainEqual([0, 'error', 0, 'error'])
    expect(trace).toContainEqual([0, 'disconnected', 0, 'close', 1006, '', false])
  })

  alike('have binary messages as blobs, or as the transport was told', async ({ mount, server, advance, note }) => {
    const page = mount(url)
    await advance(0)
    const bytes = new Uint8Array([1, 2, 3])
    server.send(bytes)
    expect(page.data.value).toBeInstanceOf(Blob)
    note(await (page.data.value as Blob).bytes())
    ;(page.ws.value as WebSocket).binaryType = 'arraybuffer'
    server.send(bytes)
    expect(page.data.value).toEqual(bytes.buffer)
  })
})

describe('immediate', () => {
  alike('false waits for open()', async ({ mount, server, advance }) => {
    const page = mount(url, { immediate: false })
    await advance(1000)
    expect([statusOf(page), server.connections.length]).toEqual(['CLOSED null', 0])
    page.open()
    await advance(0)
    expect(statusOf(page)).toBe('OPEN null')
  })
})

describe('autoConnect', () => {
  for (const [how, of] of [
    ['a ref', (value: { value: string | undefined }) => value],
    ['a getter', (value: { value: string | undefined }) => () => value.value],
  ] as const) {
    alike(`follows ${how}`, async ({ mount, server, advance }) => {
      const target = shallowRef<string | undefined>(undefined)
      const page = mount(of(target) as never)
      await advance(0)
      expect([statusOf(page), server.connections.length]).toEqual(['CLOSED null', 0])
      target.value = `${url}?one`
      await advance(0)
      expect(statusOf(page)).toBe('OPEN null')
      target.value = `${url}?two`
      await nextTick()
      expect(server.connections.map((connection) => connection.url)).toEqual([`${url}?one`, `${url}?two`])
      await advance(0)
      expect(server.connections.map(({ isOpen }) => isOpen)).toEqual([false, true])
      target.value = undefined
      await advance(0)
      expect([statusOf(page), page.ws.value]).toEqual(['CLOSED null', undefined])
    })
  }

  alike('false leaves a changed URL to open()', async ({ mount, server, advance }) => {
    const target = ref(`${url}?one`)
    const page = mount(target, { autoConnect: false })
    await advance(0)
    target.value = `${url}?two`
    await advance(1000)
    expect(server.connections).toHaveLength(1)
    page.open()
    await advance(0)
    expect(server.last.url).toBe(`${url}?two`)
  })

  alike('takes URL objects', async ({ mount, server, advance }) => {
    mount(new URL(url))
    await advance(0)
    expect(server.last.url).toBe(url)
  })
})

describe('autoClose', () => {
  alike('closes with the component', async ({ mount, server, advance, note }) => {
    const page = mount(url)
    await advance(0)
    page.unmount()
    await advance(0)
    expect(server.last.isOpen).toBe(false)
    note(server.last.ending)
  })

  alike('closes before the page is left', async ({ mount, server, advance, note }) => {
    const page = mount(url, { autoReconnect: true })
    await advance(0)
    window.dispatchEvent(new Event('beforeunload'))
    await advance(5000)
    expect([statusOf(page), server.connections.length]).toEqual(['CLOSED null', 1])
    note(server.last.ending)
  })

  alike('false does neither', async ({ mount, server, advance }) => {
    const page = mount(url, { autoClose: false })
    await advance(0)
    window.dispatchEvent(new Event('beforeunload'))
    page.unmount()
    await advance(5000)
    server.send('still here')
    expect([page.data.value, server.last.isOpen]).toEqual(['still here', true])
    page.close()
  })
})

describe('autoReconnect', () => {
  alike('comes back each second, whatever ended it', async ({ mount, server, advance }) => {
    const page = mount(url, { autoReconnect: true })
    await advance(0)
    for (const code of [1000, 1001, 1002, 1008, 1011, 1012, 1013, 4001, 4401, 4403, 4429]) {
      server.close(code)
      await advance(990)
      expect(statusOf(page)).toBe('CLOSED null')
      await advance(20)
      expect(statusOf(page)).toBe('OPEN null')
    }
    server.drop()
    await advance(1010)
    expect(statusOf(page)).toBe('OPEN null')
    expect(server.connections).toHaveLength(13)
  })

  // RFC 6455 section 7.4: 1000 to 2999 are the protocol's, 4000 to 4999 for private use, and HTTP's statuses lie there.
  it.each([
    [1000, 1015],
    [4000, 4049],
    [4400, 4449],
  ])('has no code that is final, from %d to %d', async (from, to) => {
    const codes = Array.from({ length: to - from + 1 }, (_, index) => from + index)
    await inWorld(useWebSocket, async ({ use, server, advance }) => {
      const sockets = codes.map((code) => use(`${url}?${code}`, { autoReconnect: { delay: 1 } }))
      await advance(5)
      for (const [index, connection] of [...server.connections].entries()) connection.close(codes[index])
      await advance(5)
      const back = server.connections.slice(codes.length).map(({ url }) => Number(new URL(url).search.slice(1)))
      expect(back.sort((a, b) => a - b)).toEqual(codes)
      for (const { close } of sockets) close()
    })
  })

  alike('keeps trying without end', async ({ mount, server, advance }) => {
    server.behave(refuses())
    mount(url, { autoReconnect: true })
    await advance(100_000)
    expect(server.connections).toHaveLength(100)
  })

  alike('gives up after so many retries, and tells', async ({ mount, server, advance, note, trace }) => {
    server.behave(refuses())
    const page = mount(url, { autoReconnect: { retries: 3, delay: 500, onFailed: () => note('failed') } })
    await advance(60_000)
    expect([statusOf(page), server.connections.length]).toEqual(['CLOSED null', 4])
    expect(trace.filter(([, what]) => what === 'failed')).toHaveLength(1)
    server.behave(accepts())
    page.open()
    await advance(0)
    expect(statusOf(page)).toBe('OPEN null')
  })

  alike('counts anew once it was open', async ({ mount, server, advance, note, trace }) => {
    server.behave(accepts(), refuses(), accepts(), refuses(), refuses())
    mount(url, { autoReconnect: { retries: 2, onFailed: () => note('failed') } })
    await advance(0)
    server.drop()
    await advance(2500)
    server.drop()
    await advance(10_000)
    expect(server.connections).toHaveLength(5)
    expect(trace.filter(([, what]) => what === 'failed')).toHaveLength(1)
  })

  alike('asks functions whether and when', async ({ mount, server, advance, note }) => {
    server.behave(refuses())
    const asked: unknown[] = []
    mount(url, {
      autoReconnect: {
        retries: (retried) => {
          asked.push(['retries', retried])
          return retried < 2
        },
        delay: (retry) => {
          asked.push(['delay', retry])
          return retry * 100
        },
        onFailed: () => note('failed'),
      },
    })
    await advance(60_000)
    expect(server.connections).toHaveLength(3)
    expect(asked).toEqual([
      ['retries', 0],
      ['delay', 1],
      ['retries', 1],
      ['delay', 2],
      ['retries', 2],
    ])
  })

  alike('is not for what was closed, also while it waits', async ({ mount, server, advance }) => {
    const page = mount(url, { autoReconnect: true })
    await advance(0)
    page.close()
    await advance(5000)
    expect(server.connections).toHaveLength(1)
    page.open()
    await advance(0)
    server.drop()
    await advance(500)
    page.close()
    await advance(5000)
    expect(server.connections).toHaveLength(2)
    expect(statusOf(page)).toBe('CLOSED null')
  })

  alike('is left to a handler that closes, or opens', async ({ mount, server, advance }) => {
    const page = mount(url, {
      autoReconnect: { onFailed: () => expect.unreachable() },
      onDisconnected: () => (server.connections.length === 1 ? page.open() : page.close()),
    })
    await advance(0)
    server.drop()
    await advance(0)
    expect(statusOf(page)).toBe('OPEN null')
    server.drop()
    await advance(5000)
    expect([statusOf(page), server.connections.length]).toEqual(['CLOSED null', 2])
  })

  alike('has not failed where a handler opened anew', async ({ mount, server, advance, note }) => {
    const page = mount(url, {
      autoReconnect: { retries: 0, onFailed: () => note('failed') },
      onDisconnected: () => server.connections.length === 1 && page.open(),
    })
    await advance(0)
    server.drop()
    await advance(10)
    expect(statusOf(page)).toBe('OPEN null')
  })

  alike('waits for a handshake as long as the browser does', async ({ mount, server, advance }) => {
    server.behave(silent())
    const page = mount(url, { autoReconnect: true })
    await advance(600_000)
    expect([statusOf(page), server.connections.length]).toEqual(['CONNECTING null', 1])
    server.last.accept()
    await advance(10)
    expect(statusOf(page)).toBe('OPEN null')
  })

  alike('reads its option when it is needed', async ({ mount, server, advance }) => {
    const options = { autoReconnect: { retries: 0, delay: 10 } }
    mount(url, options)
    await advance(0)
    options.autoReconnect.retries = 1
    server.drop()
    await advance(20)
    expect(server.connections).toHaveLength(2)
  })
})

describe('heartbeat', () => {
  const pong = answers((data) => (data === 'ping' ? 'ping' : undefined))

  alike('pings each second, and keeps the answers to itself', async ({ mount, server, advance }) => {
    server.behave(pong)
    const page = mount(url, { heartbeat: true })
    await advance(3500)
    expect(server.last.received).toEqual(['ping', 'ping', 'ping'])
    expect(statusOf(page)).toBe('OPEN null')
    page.close()
    await advance(3000)
    expect(server.last.received).toHaveLength(3)
  })

  alike('gives up a peer that does not answer', async ({ mount, server, advance }) => {
    const page = mount(url, { heartbeat: true })
    await advance(1999)
    expect(statusOf(page)).toBe('OPEN null')
    await advance(1)
    expect(statusOf(page)).toBe('CLOSED null')
    await advance(60_000)
    expect(server.connections).toHaveLength(1)
    expect(page.ws.value).toBe(undefined)
  })

  alike('takes any message for life', async ({ mount, server, advance }) => {
    const page = mount(url, { heartbeat: { interval: 1000, pongTimeout: 500 } })
    await advance(1400)
    server.send('busy')
    await advance(1000)
    server.send('still busy')
    await advance(599)
    expect(statusOf(page)).toBe('OPEN still busy')
    await advance(901)
    expect(statusOf(page)).toBe('CLOSED still busy')
  })

  alike('comes back where that is asked for, and beats again', async ({ mount, server, advance }) => {
    server.behave(accepts(), pong)
    const page = mount(url, { heartbeat: { pongTimeout: 200 }, autoReconnect: { delay: 300 } })
    await advance(1200)
    expect([statusOf(page), page.ws.value]).toEqual(['CLOSED null', undefined])
    expect(page.send('later')).toBe(false)
    await advance(310)
    expect(statusOf(page)).toBe('OPEN null')
    await advance(4500)
    expect(server.last.received).toEqual(['later', 'ping', 'ping', 'ping', 'ping'])
  })

  alike('says and hears what it is told to', async ({ mount, server, advance }) => {
    server.behave(answers((data) => String(data).replace('are you there', 'I am')))
    const message = ref('are you there 1')
    const page = mount(url, {
      heartbeat: { message, responseMessage: () => message.value.replace('are you there', 'I am'), interval: 200 },
    })
    await advance(300)
    message.value = 'are you there 2'
    await advance(200)
    expect(server.last.received).toEqual(['are you there 1', 'are you there 2'])
    expect(page.data.value).toBe(null)
    server.send('are you there 2')
    expect(page.data.value).toBe('are you there 2')
  })

  alike('says bytes too, but knows no answer in bytes', async ({ mount, server, advance }) => {
    server.behave(answers((data) => data))
    const message = new Uint8Array([1, 2]).buffer
    const page = mount(url, {
      heartbeat: { message, interval: 200 },
      onConnected: (ws) => (ws.binaryType = 'arraybuffer'),
    })
    await advance(300)
    expect(server.last.received).toEqual([message])
    expect([page.status.value, page.data.value]).toEqual(['OPEN', message])
  })

  alike('runs by a scheduler', async ({ mount, server, advance }) => {
    server.behave(pong)
    const page = mount(url, { heartbeat: { scheduler: (beat) => useIntervalFn(beat, 2000), pongTimeout: 100 } })
    await advance(5000)
    expect(server.last.received).toEqual(['ping', 'ping'])
    page.close()
    await advance(5000)
    expect(server.last.received).toHaveLength(2)
    const calls: string[] = []
    const scheduler = () => ({
      isActive: shallowRef(false),
      pause: () => void calls.push('pause'),
      resume: () => void calls.push('resume'),
    })
    mount(`${url}?own`, { heartbeat: { scheduler } })
    await advance(0)
    expect(calls).toEqual(['resume'])
    server.last.close()
    await advance(0)
    expect(calls).toEqual(['resume', 'pause'])
  })
})

describe('protocols', () => {
  alike('are offered', async ({ mount, server, advance }) => {
    const page = mount(url, { protocols: ['soap', 'wamp'] })
    await advance(0)
    expect(server.last.protocols).toEqual(['soap', 'wamp'])
    expect(page.ws.value?.protocol).toBe('soap')
  })
})

describe('send', () => {
  alike('keeps what is said before it is open, and sends it in order', async ({ mount, server, advance, note }) => {
    server.behave(silent())
    const page = mount(url, { onConnected: () => note(page.send('first of all')) })
    expect(page.send('one')).toBe(false)
    expect(page.send('never', false)).toBe(false)
    expect(page.send('two')).toBe(false)
    server.last.accept()
    await advance(0)
    expect(page.send('three', false)).toBe(true)
    await advance(0)
    expect(server.last.received).toEqual(['one', 'two', 'first of all', 'three'])
  })

  alike('keeps it across close() and open(), and dials nothing for it', async ({ mount, server, advance }) => {
    const page = mount(url, { immediate: false })
    page.send('before')
    await advance(1000)
    expect(server.connections).toHaveLength(0)
    page.open()
    await advance(10)
    page.close()
    page.send('between')
    await advance(1000)
    page.open()
    await advance(10)
    expect(server.connections.map(({ received }) => received)).toEqual([['before'], ['between']])
  })

  alike('keeps it while it waits to come back', async ({ mount, server, advance }) => {
    const page = mount(url, { autoReconnect: true })
    await advance(0)
    server.drop()
    page.send('later')
    await advance(1010)
    expect(server.last.received).toEqual(['later'])
  })

  alike('takes bytes', async ({ mount, server, advance }) => {
    const page = mount(url)
    page.send(new Uint8Array([1]).buffer)
    await advance(10)
    page.send(new Uint8Array([2]).buffer)
    await advance(10)
    expect(server.last.received).toEqual([new Uint8Array([1]).buffer, new Uint8Array([2]).buffer])
  })
})

describe('open and close', () => {
  alike('close with a code and a reason, 1000 by default', async ({ mount, server, advance, note }) => {
    const page = mount(url)
    await advance(0)
    page.close(3001, 'enough')
    expect([page.status.value, page.ws.value]).toEqual(['CLOSED', undefined])
    await advance(0)
    page.open()
    await advance(0)
    page.close()
    await advance(0)
    expect(server.connections.map(({ ending }) => ending?.code)).toEqual([3001, 1000])
    note(server.connections.map(({ ending }) => ending))
    page.close()
  })

  alike('replace what is open', async ({ mount, server, advance }) => {
    const page = mount(url)
    await advance(0)
    page.open()
    expect(page.status.value).toBe('CONNECTING')
    await advance(0)
    expect(server.connections.map(({ isOpen }) => isOpen)).toEqual([false, true])
    server.send('new')
    expect(page.data.value).toBe('new')
  })

  alike('work in a scope, and end with it', async ({ use, server, advance, note }) => {
    const scope = effectScope()
    const { status } = scope.run(() => use(url)) as ReturnType<World['use']>
    await advance(0)
    expect(status.value).toBe('OPEN')
    scope.stop()
    await advance(0)
    expect([status.value, server.last.isOpen]).toEqual(['CLOSED', false])
    note(server.last.ending)
  })

  alike('work without one', async ({ use, server, advance }) => {
    const { data, close } = use(url)
    await advance(0)
    server.send('hello')
    expect(data.value).toBe('hello')
    close()
    await advance(0)
    expect(server.last.isOpen).toBe(false)
  })

  alike('throw what the constructor throws', async ({ use }) => {
    const scope = effectScope()
    scope.run(() => {
      expect(() => use('http://[')).toThrow(DOMException)
      expect(() => use(url, { protocols: ['twice', 'twice'] })).toThrow(DOMException)
    })
    scope.stop()
  })
})

// As the guide to migration in the README names them.
describe('what differs', () => {
  async function runs(script: (world: World, note: (what: unknown) => void) => Promise<void>) {
    const outcomes: unknown[][] = []
    for (const use of [original, useWebSocket]) {
      const notes: unknown[] = []
      await inWorld(use, (world) => script(world, (what) => notes.push(what)))
      outcomes.push(notes)
    }
    const [theirs, ours] = outcomes
    return { theirs, ours }
  }

  it('a handshake that close() ends is no error', async () => {
    const outcome = await runs(async ({ mount, server, advance }, note) => {
      server.behave(silent())
      const page = mount(url, { onError: () => note('error'), onDisconnected: (_, { code }) => note(code) })
      page.close()
      await advance(0)
    })
    expect(outcome).toEqual({ theirs: ['error', 1006], ours: [1006] })
  })

  it('an old connection that ends late does not stop the heartbeat of the new one', async () => {
    const outcome = await runs(async ({ mount, server, advance }, note) => {
      server.behave(latency(300), accepts())
      const page = mount(url, { heartbeat: { message: 'beat', pongTimeout: 60_000 } })
      await advance(1000)
      page.open()
      await advance(5500)
      note(server.last.received.length)
    })
    expect(outcome).toEqual({ theirs: [0], ours: [5] })
  })

  it('close() holds also while a silent peer is given up', async () => {
    const outcome = await runs(async ({ mount, server, advance }, note) => {
      server.behave(latency(300))
      const page = mount(url, { heartbeat: { interval: 1000, pongTimeout: 100 }, autoReconnect: true })
      await advance(2000)
      note(page.status.value)
      page.close()
      await advance(5000)
      note(server.connections.length > 1)
    })
    expect(outcome).toEqual({ theirs: ['CLOSED', true], ours: ['CLOSED', false] })
  })

  it('a scheduler that runs while nothing is open does not give up the attempt', async () => {
    const outcome = await runs(async ({ mount, server, advance }, note) => {
      server.behave(silent())
      const page = mount(url, { heartbeat: { scheduler: (beat) => useIntervalFn(beat, 100), pongTimeout: 100 } })
      await advance(1000)
      note(page.status.value)
    })
    expect(outcome).toEqual({ theirs: ['CLOSED'], ours: ['CONNECTING'] })
  })

  it('a heartbeat goes on where autoClose is false', async () => {
    const outcome = await runs(async ({ mount, server, advance }, note) => {
      server.behave(answers(() => 'ping'))
      const page = mount(url, { heartbeat: true, autoClose: false })
      await advance(1500)
      page.unmount()
      await advance(2000)
      note(server.last.received.length)
      page.close()
    })
    expect(outcome).toEqual({ theirs: [1], ours: [3] })
  })

  it('what is sent while the server closes goes to the next connection', async () => {
    const outcome = await runs(async ({ mount, server, advance }, note) => {
      const page = mount(url, { autoReconnect: true })
      await advance(0)
      ;(page.ws.value as WebSocket).close()
      note(page.send('on the brink'))
      await advance(2000)
      note(server.received)
    })
    expect(outcome).toEqual({ theirs: [true, []], ours: [true, ['on the brink']] })
  })

  it('null is no URL', async () => {
    const outcome = await runs(async ({ mount, server, advance }, note) => {
      mount(ref(null) as unknown as string)
      await advance(0)
      note(server.connections.length)
    })
    expect(outcome).toEqual({ theirs: [1], ours: [0] })
  })

  it('a code that may not be sent throws an error that says what may', async () => {
    const outcome = await runs(async ({ mount, advance }, note) => {
      const page = mount(url)
      await advance(0)
      try {
        page.close(1005)
      } catch (error) {
        note((error as Error).name)
      }
    })
    expect(outcome).toEqual({ theirs: ['InvalidAccessError'], ours: ['EverwireError'] })
  })
})
