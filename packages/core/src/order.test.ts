import { config } from 'rxjs'
import { afterEach, expect, it } from 'vitest'
import { serve } from './testing-tools/serve.ts'
import { watch } from './testing-tools/watch.ts'

afterEach(() => {
  config.onUnhandledError = null
})

it('notifications run to completion: what a handler commands changes properties at once and is told afterwards', () => {
  const { socket, server } = serve()
  const log: string[] = []
  socket.data$.subscribe((data) => {
    log.push(`first ${data}`)
    socket.close()
    log.push(`now ${socket.state.phase}`)
  })
  socket.state$.subscribe((state) => log.push(state.phase))
  socket.data$.subscribe((data) => log.push(`second ${data}`))
  server.last.accept()
  log.length = 0
  server.last.send('x')
  expect(log).toEqual(['first x', 'now closing', 'second x', 'closing'])
})

it('a state subscriber that comes while transitions wait to be told gets the newest once', () => {
  const { socket, server } = serve()
  const log: string[] = []
  socket.data$.subscribe(() => {
    socket.reconnect()
    socket.state$.subscribe((state) => log.push(`late ${state.phase}`))
  })
  socket.state$.subscribe((state) => log.push(state.phase))
  server.last.accept()
  log.length = 0
  server.last.send('x')
  expect(log).toEqual(['late connecting', 'connecting'])
  server.last.accept()
  expect(log.slice(2)).toEqual(['open', 'late open'])
})

it('no transition is missing from state$, also when a handler makes several at once', () => {
  const { socket, server } = serve()
  const log: string[] = []
  socket.data$.subscribe(() => {
    socket.close()
    socket.open()
  })
  socket.state$.subscribe((state) => log.push(state.phase))
  server.last.accept()
  log.length = 0
  server.last.send('x')
  expect(log).toEqual(['closing', 'closed', 'connecting'])
})

it('a subscriber added while a value is delivered misses that value', () => {
  const { socket, server } = serve()
  const late: unknown[] = []
  let added = false
  socket.data$.subscribe(() => {
    if (added) return
    added = true
    socket.data$.subscribe((data) => late.push(data))
  })
  server.last.accept()
  server.last.send('one')
  server.last.send('two')
  expect(late).toEqual(['two'])
})

it('a subscriber removed while a value is delivered gets nothing more', () => {
  const { socket, server } = serve()
  const seen: unknown[] = []
  socket.data$.subscribe(() => second.unsubscribe())
  const second = socket.data$.subscribe((data) => seen.push(data))
  socket.data$.subscribe((data) => seen.push(`third ${data}`))
  server.last.accept()
  server.last.send('one')
  expect(seen).toEqual(['third one'])
})

it('an exception in one subscriber reaches config.onUnhandledError and hurts no other', async () => {
  const errors: unknown[] = []
  config.onUnhandledError = (error) => errors.push(error)
  const { socket, server, clock } = serve()
  const seen: unknown[] = []
  const boom = new Error('boom')
  const fail = () => {
    throw boom
  }
  socket.data$.subscribe((data) => seen.push(data))
  socket.data$.subscribe(fail)
  socket.data$.subscribe({ next: fail, complete: fail })
  socket.state$.subscribe(fail)
  socket.open$.subscribe(fail)
  socket.close$.subscribe({ next: fail, complete: fail })
  socket.on('data', fail)
  socket.data$.subscribe((data) => seen.push(data))
  server.last.accept()
  server.last.send('x')
  socket.close()
  clock.tick(0)
  expect(seen).toEqual(['x', 'x'])
  await expect.poll(() => errors.length).toBe(11)
  expect(new Set(errors)).toEqual(new Set([boom]))
})

it('state comes before the event it belongs to, and messages keep their order', () => {
  const { socket, server } = serve()
  const log = watch(socket)
  server.last.accept()
  server.last.send('1')
  server.last.send('2')
  server.last.send('3')
  expect(log).toEqual([
    'idle',
    'connecting',
    'open',
    'open$ ',
    ...['1', '2', '3'].flatMap((data) => [`message$ ${data}`, `data$ ${data}`]),
  ])
})

it('messages sent by handlers go out behind what was queued', () => {
  const { socket, server, clock } = serve()
  socket.state$.subscribe((state) => state.phase === 'open' && socket.send('on state'))
  socket.open$.subscribe(() => socket.send('on open'))
  socket.send('queued 1')
  socket.send('queued 2')
  server.last.accept()
  clock.tick(0)
  expect(server.last.received).toEqual(['queued 1', 'queued 2', 'on state', 'on open'])
})

it('what a state subscriber commands counts, whichever transition it hears of', async () => {
  for (const phase of ['connecting', 'open', 'waiting'] as const) {
    const { socket, server, clock } = serve()
    socket.state$.subscribe((state) => state.phase === phase && socket.close())
    socket.data$.subscribe()
    if (phase !== 'connecting') server.last.accept()
    if (phase === 'waiting') server.last.drop()
    await clock.advance(60_000)
    expect([phase, socket.state.phase, server.connections.length, clock.pending]).toEqual([phase, 'closed', 1, 0])
  }
})

it('a policy or an option function that closes the socket is heard', async () => {
  const policy = serve({
    reconnect: () => {
      policy.socket.close()
      return 0
    },
  })
  const log = watch(policy.socket)
  policy.server.last.accept()
  policy.server.last.drop()
  await policy.clock.advance(60_000)
  expect([policy.socket.state.phase, policy.server.connections.length]).toEqual(['closed', 1])
  expect(log.at(-1)).toBe('data$ completes')
  const query = serve({
    query: () => {
      query.socket.close()
      return {}
    },
  })
  query.socket.data$.subscribe()
  await query.clock.advance(60_000)
  expect([query.socket.state.phase, query.server.connections.length]).toEqual(['closed', 0])
})

it('a policy that closes the socket has the end of the connection told once', () => {
  for (const accepted of [true, false]) {
    const { socket, server } = serve({
      reconnect: () => {
        socket.close(3000, 'enough')
        return 0
      },
    })
    const told: unknown[] = []
    socket.on('close', ({ code }) => told.push(code))
    socket.open()
    if (accepted) server.last.accept()
    server.last.drop()
    expect(told).toHaveLength(1)
  }
})

it.each(['connecting', 'waiting'] as const)('an inspector that closes the socket at %s is heard', async (phase) => {
  const { socket, server, clock } = serve({
    inspector: {
      next: (event) => {
        if (event.type === 'transition' && event.to.phase === phase) socket.close()
      },
    },
  })
  const told: unknown[] = []
  socket.on('close', ({ code }) => told.push(code))
  socket.data$.subscribe()
  const dialled = phase === 'waiting' ? 1 : 0
  if (dialled) {
    server.last.accept()
    server.last.drop()
  }
  await clock.advance(60_000)
  expect([socket.state.phase, server.connections.length, clock.pending]).toEqual(['closed', dialled, 0])
  expect(told).toHaveLength(1)
})

it('a policy that reconnects has its way, whatever it answers then', async () => {
  for (const answer of [60_000, 'stop'] as const) {
    let asked = 0
    const { socket, server, clock } = serve({
      reconnect: () => {
        if (asked++ === 0) socket.reconnect()
        return answer
      },
    })
    const log = watch(socket)
    server.last.accept()
    server.last.drop()
    expect([socket.state.phase, server.connections.length]).toEqual(['connecting', 2])
    server.last.accept()
    server.last.send('heard')
    await clock.advance(120_000)
    expect([socket.state.phase, server.connections.length, clock.pending]).toEqual(['open', 2, 0])
    expect(log.slice(-7)).toEqual([
      'open$ ',
      'connecting',
      'close$ 1006',
      'open',
      'open$ ',
      'message$ heard',
      'data$ heard',
    ])
    socket.close()
  }
})

it('a message that waits its turn behind close() is not delivered', () => {
  const { socket, server } = serve()
  const seen: unknown[] = []
  socket.data$.subscribe((data) => {
    seen.push(data)
    if (data !== 'first') return
    server.last.send('second')
    socket.close()
  })
  server.last.accept()
  server.last.send('first')
  expect(seen).toEqual(['first'])
})
