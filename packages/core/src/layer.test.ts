import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { Confirming, Layer } from './layer.ts'
import { FakeWebSocket } from './testing-tools/fake-transport.ts'
import { setup, watch } from './testing-tools/setup.ts'
import type { Sendable, WebSocketLike } from './web-socket-like.ts'

/** A trivial session: it numbers what it sends, is open when greeted, and settles what the peer confirms. */
class Numbering implements Layer {
  #unconfirmed: { data: Sendable; settle: (status: 'acked') => void }[] = []

  offer(protocols: readonly string[]): string[] {
    return ['numbering', ...protocols]
  }

  wrap(transport: WebSocketLike): WebSocketLike & Confirming {
    const own = new Map<unknown, (event: never) => void>()
    const unconfirmed = this.#unconfirmed
    const settle = () => unconfirmed.shift()?.settle('acked')
    return Object.create(transport, {
      readyState: { get: () => transport.readyState },
      addEventListener: {
        value(type: 'open' | 'message', listener: (event: unknown) => void) {
          const wrapped = (event: { data?: unknown }) => {
            if (type === 'open') return
            if (type === 'message' && event.data === 'ack') settle()
            else listener(event)
          }
          own.set(listener, wrapped)
          if (type === 'open') {
            transport.addEventListener('message', (event) => {
              if (event.data !== 'welcome') return
              for (const { data } of unconfirmed) transport.send(`n:${data}`)
              listener({ type: 'open' })
            })
          } else transport.addEventListener(type, wrapped)
        },
      },
      sendConfirmed: {
        value(data: Sendable, settle: (status: 'acked') => void) {
          unconfirmed.push({ data, settle })
          transport.send(`n:${data}`)
        },
      },
      close: { value: (code?: number, reason?: string) => transport.close(code, reason) },
    })
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
    const { socket, last } = setup({ resume: shout })
    socket.data$.subscribe()
    last().accept()
    socket.send('hello')
    expect([last().sent, socket.state.phase]).toEqual([['HELLO'], 'open'])
  })

  it('decides when it is open, what goes over the wire, and when a message is confirmed', async () => {
    const { socket, last, clock } = setup({ resume: new Numbering(), protocols: 'app' })
    const seen: unknown[] = []
    socket.data$.subscribe((data) => seen.push(data))
    const receipt = socket.send('hello')
    expect(last().protocols).toEqual(['numbering', 'app'])
    last().accept()
    expect([socket.state.phase, last().sent]).toEqual(['connecting', []])
    last().deliver('welcome')
    expect([socket.state.phase, last().sent, receipt.status]).toEqual(['open', ['n:hello'], 'queued'])
    last().end()
    await clock.advance(1000)
    last().accept().deliver('welcome')
    expect([last().sent, receipt.status]).toEqual([['n:hello'], 'queued'])
    last().deliver('ack', 'data')
    expect([receipt.status, await receipt.settled]).toEqual(['acked', 'acked'])
    expect(seen.at(-1)).toBe('data')
  })

  it('holds the connection until it is confirmed', async () => {
    const { socket, last, clock } = setup({ resume: new Numbering() })
    socket.send('hello')
    last().accept().deliver('welcome')
    await clock.advance(1000)
    expect(socket.state.phase).toBe('open')
    last().deliver('ack')
    await clock.advance(0)
    expect(socket.state.phase).toBe('idle')
  })

  it('that throws leaves no transport whose error nobody listens to: with ws that ends the process', async () => {
    const emitter = new EventEmitter()
    class Emitting extends FakeWebSocket {
      override addEventListener(type: string, listener: (event: unknown) => void): void {
        emitter.on(type, listener)
      }
    }
    const layer: Layer = {
      wrap() {
        throw new Error('no session')
      },
    }
    const { socket, clock } = setup({ resume: layer, WebSocketCtor: Emitting as never })
    const errors: unknown[] = []
    socket.error$.subscribe(({ cause }) => errors.push((cause as Error).message))
    socket.open()
    await clock.advance(0)
    expect(errors[0]).toBe('no session')
    expect(emitter.emit('error', new Error('refused'))).toBe(true)
  })

  it('is open once, though open is said twice', async () => {
    const { socket, last, clock } = setup()
    const log = watch(socket)
    last().accept('one')
    const { state } = socket
    await clock.advance(10)
    last().accept('two')
    expect(socket.state).toBe(state)
    expect(log.filter((line) => line.startsWith('open'))).toEqual(['open', 'open$ '])
  })
})
