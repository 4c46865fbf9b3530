import { config, firstValueFrom, map, merge, retry, Subject, take, timer } from 'rxjs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ClosedError, EverwireError } from './errors.ts'
import { settled } from './testing/settled.ts'
import { serve } from './testing-tools/serve.ts'
import { watch } from './testing-tools/watch.ts'

const unhandled: unknown[] = []
beforeEach(() => {
  unhandled.length = 0
  config.onUnhandledError = (error) => unhandled.push(error)
})
afterEach(async () => {
  await new Promise((resolve) => setTimeout(resolve))
  config.onUnhandledError = null
  expect(unhandled).toEqual([])
})

describe('close()', () => {
  it('delivers no later message', () => {
    const { socket, server } = serve()
    const seen: unknown[] = []
    socket.data$.subscribe((data) => seen.push(data))
    server.last.accept()
    server.last.send('before')
    socket.close()
    server.last.send('after')
    expect(seen).toEqual(['before'])
  })

  it("emits close$ at the transport's close, then completes the event streams and data$", () => {
    const { socket, server, clock } = serve()
    const log = watch(socket)
    server.last.accept()
    log.length = 0
    socket.close(1000, 'done')
    expect(log).toEqual(['closing'])
    clock.tick(0)
    expect(server.last.ending).toEqual({ code: 1000, reason: 'done', wasClean: true })
    expect(log).toEqual([
      'closing',
      'closed',
      'close$ 1000',
      'open$ completes',
      'message$ completes',
      'error$ completes',
      'close$ completes',
      'data$ completes',
    ])
    expect(socket.state).toEqual({ phase: 'closed', code: 1000, reason: 'done', wasClean: true })
  })

  it('emits close$ at closeTimeout when the transport stays silent', async () => {
    const { socket, server, clock } = serve({ closeTimeout: 3000 })
    const log = watch(socket)
    server.last.accept()
    server.last.pause()
    socket.close()
    await clock.advance(2999)
    expect(socket.state.phase).toBe('closing')
    log.length = 0
    await clock.advance(1)
    expect(log.slice(0, 2)).toEqual(['closed', 'close$ 1006'])
    expect(log.at(-1)).toBe('data$ completes')
    server.last.close(1000)
    expect(log.filter((line) => line.startsWith('close$ 1'))).toEqual(['close$ 1006'])
  })

  it.each(['idle', 'connecting', 'waiting'])('ends from %s as well', async (phase) => {
    const { socket, server, clock } = serve()
    const log: string[] = []
    if (phase !== 'idle') watch(socket, log)
    else socket.close$.subscribe({ complete: () => log.push('close$ completes') })
    if (phase === 'waiting') server.last.drop()
    expect(socket.state.phase).toBe(phase)
    socket.close()
    if (phase === 'connecting') clock.tick(0)
    expect(socket.state.phase).toBe('closed')
    expect(log).toContain('close$ completes')
    const dialled = server.connections.length
    await clock.advance(60_000)
    expect(server.connections).toHaveLength(dialled)
    expect(clock.pending).toBe(0)
  })

  it('while connecting is no error, though the handshake fails by it', () => {
    const { socket, clock } = serve()
    const log = watch(socket)
    socket.close()
    clock.tick(0)
    expect(log.filter((line) => line.startsWith('error$'))).toEqual(['error$ completes'])
  })

  it('is sticky for later subscribers: they complete and nothing is dialled', () => {
    const { socket, server, clock } = serve()
    socket.data$.subscribe()
    server.last.accept()
    socket.close()
    clock.tick(0)
    expect(watch(socket)).toEqual([
      'closed',
      'open$ completes',
      'message$ completes',
      'data$ completes',
      'error$ completes',
      'close$ completes',
    ])
    expect(server.connections).toHaveLength(1)
  })

  it('is undone by open(), for everybody', () => {
    const { socket, server, clock } = serve()
    const persistent: unknown[] = []
    socket.on('data', (data) => persistent.push(data))
    server.last.accept()
    socket.close()
    clock.tick(0)
    const lease = socket.open()
    const seen: unknown[] = []
    socket.data$.subscribe((data) => seen.push(data))
    server.last.accept()
    server.last.send('again')
    expect(server.connections).toHaveLength(2)
    expect([seen, persistent]).toEqual([['again'], ['again']])
    lease.unsubscribe()
  })

  it('is undone from inside its own close$', () => {
    const { socket, server, clock } = serve()
    const seen: unknown[] = []
    socket.close$.subscribe(() => {
      socket.open()
      socket.data$.subscribe((data) => seen.push(data))
    })
    socket.data$.subscribe()
    server.last.accept()
    socket.close()
    clock.tick(0)
    server.last.accept()
    server.last.send('again')
    expect(seen).toEqual(['again'])
  })

  it('open() while closing finishes the closing first', () => {
    const { socket, server } = serve()
    const log = watch(socket)
    server.last.accept()
    log.length = 0
    socket.close()
    socket.open()
    expect(log.slice(0, 3)).toEqual(['closing', 'closed', 'close$ 1006'])
    expect(socket.state.phase).toBe('connecting')
    expect(server.connections).toHaveLength(2)
  })

  it('after a failure makes it sticky', () => {
    const { socket, server } = serve()
    socket.data$.subscribe()
    server.last.accept()
    server.last.close(4403)
    socket.close()
    socket.data$.subscribe()
    expect(server.connections).toHaveLength(1)
  })
})

describe('a terminal failure', () => {
  const fail = () => {
    const all = serve()
    const log = watch(all.socket)
    all.server.last.accept()
    log.length = 0
    all.server.last.close(4403, 'no')
    return { ...all, log }
  }

  it('completes the event streams after a last typed error, sets state.error and errors data$', () => {
    const { socket, log } = fail()
    expect(log).toEqual([
      'closed',
      'close$ 4403',
      'error$ ClosedError',
      'open$ completes',
      'message$ completes',
      'error$ completes',
      'close$ completes',
      'data$ errors ClosedError',
    ])
    const { state } = socket
    expect(state).toMatchObject({ phase: 'closed', code: 4403, reason: 'no', wasClean: true })
    const error = state.phase === 'closed' ? state.error : undefined
    expect(error).toBeInstanceOf(ClosedError)
    expect(error).toBeInstanceOf(EverwireError)
    expect(error?.cause).toMatchObject({ type: 'close', code: 4403 })
    expect(error?.message).toContain('4403')
  })

  it('when the attempts are used up', async () => {
    const { socket, server, clock } = serve({ reconnect: (attempt) => (attempt > 2 ? 'stop' : 100) })
    const log = watch(socket)
    for (let attempt = 0; attempt < 3; attempt++) {
      server.last.refuse()
      await clock.advance(100)
    }
    expect(socket.state).toMatchObject({ phase: 'closed', code: 1006 })
    expect(log.at(-1)).toBe('data$ errors ClosedError')
  })

  it('just completes for who has no error handler, directly', () => {
    const { socket, server } = serve()
    const ends: string[] = []
    socket.data$.subscribe()
    socket.data$.subscribe(() => {})
    socket.data$.subscribe({ complete: () => ends.push('observer') })
    server.last.accept()
    server.last.close(4403)
    expect(ends).toEqual(['observer'])
  })

  it('just completes for who has no error handler, at the end of a chain of operators', () => {
    const { socket, server } = serve()
    const ends: string[] = []
    socket.data$.pipe(map(String)).subscribe()
    socket.data$
      .pipe(
        map((data) => data),
        take(5),
      )
      .subscribe({ next: () => {}, complete: () => ends.push('piped') })
    server.last.accept()
    server.last.close(4403)
    expect(ends).toEqual(['piped'])
  })

  it('reaches who can hear it, through operators too', () => {
    const { socket, server } = serve()
    const errors: unknown[] = []
    socket.data$.subscribe({ error: (error) => errors.push(error) })
    socket.data$.pipe(map(String)).subscribe({ error: (error) => errors.push(error) })
    server.last.accept()
    server.last.close(4403)
    expect(errors).toEqual([expect.any(ClosedError), expect.any(ClosedError)])
  })

  it('follows rxjs in creation functions: merge needs an error handler', async () => {
    const { socket, server } = serve()
    merge(socket.data$, new Subject()).subscribe()
    server.last.accept()
    server.last.close(4403)
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(unhandled.splice(0)).toEqual([expect.any(ClosedError)])
  })

  it('silences this error only: what an operator throws is reported', async () => {
    const { socket, server } = serve()
    const boom = new Error('boom')
    socket.data$
      .pipe(
        map(() => {
          throw boom
        }),
      )
      .subscribe()
    server.last.accept()
    server.last.send('x')
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(unhandled.splice(0)).toEqual([boom])
  })

  it('lets a new lease dial again', () => {
    const { socket, server } = fail()
    expect(server.connections).toHaveLength(1)
    const seen: unknown[] = []
    socket.data$.subscribe((data) => seen.push(data))
    server.last.accept()
    server.last.send('back')
    expect(server.connections).toHaveLength(2)
    expect(seen).toEqual(['back'])
  })

  it('lets a lease that comes while the end is being told be a new one', () => {
    const { socket, server } = serve()
    const seen: unknown[] = []
    socket.error$.subscribe((error) => {
      if (error instanceof ClosedError) socket.data$.subscribe((data) => seen.push(data))
    })
    socket.data$.subscribe()
    server.last.accept()
    server.last.close(4403)
    expect([socket.state.phase, server.connections.length]).toEqual(['connecting', 2])
    server.last.accept()
    server.last.send('new')
    expect(seen).toEqual(['new'])
  })

  it('works with retry, and a bare retry() does not spin', async () => {
    const { socket, server, clock } = serve()
    socket.data$.pipe(retry()).subscribe()
    for (let round = 0; round < 40; round++) {
      if (socket.state.phase === 'connecting') {
        server.last.accept()
        server.last.close(4403)
      }
      await settled()
    }
    expect(server.connections.length).toBeLessThanOrEqual(11)
    expect(socket.state).toMatchObject({ phase: 'waiting', cause: { type: 'closed', code: 4403 } })
    await clock.advance(60_000)
    expect(server.connections.length).toBeGreaterThan(11)
  })

  it('works with retry and a delay', async () => {
    const { socket, server } = serve()
    const data = firstValueFrom(socket.data$.pipe(retry({ delay: () => timer(0) })))
    server.last.accept()
    server.last.close(4403)
    await expect.poll(() => socket.state.phase).toBe('connecting')
    server.last.accept()
    server.last.send('second time')
    expect(await data).toBe('second time')
  })

  it('windows dial nothing afterwards and hear the next connection', () => {
    const { socket, server } = fail()
    const opens: unknown[] = []
    socket.open$.subscribe((event) => opens.push(event))
    expect(server.connections).toHaveLength(1)
    socket.data$.subscribe()
    server.last.accept()
    expect(opens).toHaveLength(1)
  })

  it('is not what a normal end is, when nothing is to reconnect', () => {
    const { socket, server } = serve({ reconnect: false })
    const log = watch(socket)
    server.last.accept()
    log.length = 0
    server.last.close(1000)
    expect(log.filter((line) => line.includes('error'))).toEqual(['error$ completes'])
    expect(log.at(-1)).toBe('data$ completes')
    socket.data$.subscribe()
    expect(socket.state.phase).toBe('connecting')
  })
})

it('attribute streams neither error nor complete', () => {
  const { socket, server } = serve()
  const ends: string[] = []
  const { url$, protocol$, extensions$, readyState$, bufferedAmount$, binaryType$, state$, writable$, latency$ } =
    socket
  const streams = [url$, protocol$, extensions$, readyState$, bufferedAmount$, binaryType$, state$, writable$, latency$]
  for (const stream of streams as unknown as (typeof state$)[]) {
    stream.subscribe({ error: () => ends.push('error'), complete: () => ends.push('complete') })
  }
  socket.data$.subscribe()
  server.last.accept()
  server.last.close(4403)
  socket.close()
  expect(ends).toEqual([])
})

it('promises are lazy, and ignoring one never raises', async () => {
  const { socket, server } = serve()
  const receipt = socket.send('x')
  const settledReceipt = socket.send('y').settled
  server.last.refuse()
  socket.close()
  expect([receipt.status, await settledReceipt]).toEqual(['dropped', 'dropped'])
})
