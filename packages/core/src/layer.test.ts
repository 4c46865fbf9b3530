import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { Confirming, Layer } from './layer.ts'
import { fakeServer, VirtualClock } from './testing/index.ts'
import { serve } from './testing-tools/serve.ts'
import { watch } from './testing-tools/watch.ts'
import type { Sendable, WebSocketLike } from './web-socket-like.ts'

/** A trivial session: it numbers what it sends, is open when greeted, and settles what the peer confirms. */
class Numbering implements Layer {
  #unconfirmed: { data: Sendable; settle: (status: 'acked') => void }[] = []

  offer(protocols: readonly string[]): string[] {
    return ['numbering', ...protocols]
  }

  wrap(transport: WebSocketLike): WebSocketLike & Confirming {
    const unconfirmed = this.#unconfirmed
    const settle = () => unconfirmed.shift()?.settle('acked')
    const changed = {
      addEventListener(type: 'open' | 'message', listener: (event: unknown) => void) {
        if (type === 'open') {
          transport.addEventListener('message', (event) => {
            if (event.data !== 'welcome') return
            for (const { data } of unconfirmed) transport.send(`n:${data}`)
            listener({ type: 'open' })
          })
          return
        }
        transport.addEventListener(type, (event) => {
          if (type === 'message' && event.data === 'ack') settle()
          else listener(event)
        })
      },
      sendConfirmed(data: Sendable, settle: (status: 'acked') => void) {
        unconfirmed.push({ data, settle })
        transport.send(`n:${data}`)
      },
    }
    return new Proxy(transport, {
      get(target, name) {
        const value = Reflect.get(name in changed ? changed : target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
      set: (target, name, value) => Reflect.set(target, name, value, target),
    }) as WebSocketLike & Confirming
  }
}

describe('a layer between queue and transport', () => {
  it('may be as small as a changed method', () => {
    const shout: Layer = {
      wrap(transport) {
        const send = transport.send.bind(transport)
        return Object.assign(transport, { send: (data: Sendable) => send(String(data).toUpperCase()) })
      },
    }
    const { socket, server, clock } = serve({ resume: shout })
    socket.data$.subscribe()
    server.last.accept()
    socket.send('hello')
    clock.tick(0)
    expect([server.last.received, socket.state.phase]).toEqual([['HELLO'], 'open'])
  })

  it('decides when it is open, what goes over the wire, and when a message is confirmed', async () => {
    const { socket, server, clock } = serve({ resume: new Numbering(), protocols: 'app' })
    const seen: unknown[] = []
    socket.data$.subscribe((data) => seen.push(data))
    const receipt = socket.send('hello')
    expect(server.last.protocols).toEqual(['numbering', 'app'])
    server.last.accept()
    clock.tick(0)
    expect([socket.state.phase, server.last.received]).toEqual(['connecting', []])
    server.last.send('welcome')
    clock.tick(0)
    expect([socket.state.phase, server.last.received, receipt.status]).toEqual(['open', ['n:hello'], 'queued'])
    server.last.drop()
    await clock.advance(1000)
    server.last.accept()
    server.last.send('welcome')
    clock.tick(0)
    expect([server.last.received, receipt.status]).toEqual([['n:hello'], 'queued'])
    server.last.send('ack')
    server.last.send('data')
    expect([receipt.status, await receipt.settled]).toEqual(['acked', 'acked'])
    expect(seen.at(-1)).toBe('data')
  })

  it('holds the connection until it is confirmed', async () => {
    const { socket, server, clock } = serve({ resume: new Numbering() })
    socket.send('hello')
    server.last.accept()
    server.last.send('welcome')
    await clock.advance(1000)
    expect(socket.state.phase).toBe('open')
    server.last.send('ack')
    await clock.advance(0)
    expect(socket.state.phase).toBe('idle')
  })

  it('that throws leaves no transport whose error nobody listens to: with ws that ends the process', async () => {
    const emitter = new EventEmitter()
    class Emitting extends fakeServer(new VirtualClock()).WebSocketCtor {
      override addEventListener(type: string, listener: (event: unknown) => void): void {
        emitter.on(type, listener)
      }
    }
    const layer: Layer = {
      wrap() {
        throw new Error('no session')
      },
    }
    const { socket, clock } = serve({ resume: layer, WebSocketCtor: Emitting as never })
    const errors: unknown[] = []
    socket.error$.subscribe(({ cause }) => errors.push((cause as Error).message))
    socket.open()
    await clock.advance(0)
    expect(errors[0]).toBe('no session')
    expect(emitter.emit('error', new Error('refused'))).toBe(true)
  })

  it('is open once, though open is said twice', async () => {
    const { socket, server, clock } = serve()
    const log = watch(socket)
    server.last.accept()
    const { state } = socket
    await clock.advance(10)
    ;(socket.raw as unknown as EventTarget).dispatchEvent(new Event('open'))
    expect(socket.state).toBe(state)
    expect(log.filter((line) => line.startsWith('open'))).toEqual(['open', 'open$ '])
  })
})
