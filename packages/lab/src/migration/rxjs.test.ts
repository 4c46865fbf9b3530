// Each line of the guide "Coming from rxjs" in core's README, seen on both sides.
import { type EverwireError, json, topics, type WebSocketOptions, webSocket } from '@everwire/core'
import { accepts, refuses } from '@everwire/core/testing'
import { webSocket as original, type WebSocketSubject, type WebSocketSubjectConfig } from 'rxjs/webSocket'
import { expect, it } from 'vitest'
import { onStage, type Stage, url } from './stage.ts'

type Message = Record<string, unknown>

const theirs = ({ Ctor }: Stage, config: Partial<WebSocketSubjectConfig<Message>> = {}): WebSocketSubject<Message> =>
  original<Message>({ url, WebSocketCtor: Ctor as never, ...config })

const ours = ({ Ctor }: Stage, options: Partial<WebSocketOptions<Message, Message>> = {}) =>
  webSocket<Message, Message>(url, { codec: json(), WebSocketCtor: Ctor, random: () => 0.5, ...options })

/** Notes what an Observable tells. */
const observing = (notes: unknown[]) => ({
  next: (value: unknown) => void notes.push(value),
  error: (error: object) => void notes.push(error.constructor.name),
  complete: () => void notes.push('complete'),
})

it('subscribing dials, and unsubscribing hangs up', async () => {
  const play = (subscribe: (stage: Stage, notes: unknown[]) => { unsubscribe(): void }) =>
    onStage(async (stage) => {
      const notes: unknown[] = []
      const subscription = subscribe(stage, notes)
      await stage.advance(10)
      stage.server.send('{"price":1}')
      subscription.unsubscribe()
      await stage.advance(10)
      return [notes, stage.server.connections.map(({ isOpen }) => isOpen)]
    })
  const seen = [[{ price: 1 }], [false]]
  expect(await play((stage, notes) => theirs(stage).subscribe(observing(notes)))).toEqual(seen)
  expect(await play((stage, notes) => ours(stage).data$.subscribe(observing(notes)))).toEqual(seen)
})

it('without a codec nothing is parsed', async () => {
  await onStage(async ({ server, Ctor, advance }) => {
    const notes: unknown[] = []
    webSocket(url, { WebSocketCtor: Ctor }).data$.subscribe(observing(notes))
    await advance(10)
    server.send('{"price":1}')
    expect(notes).toEqual(['{"price":1}'])
  })
})

it('sending waits for the connection; here it dials, too', async () => {
  const play = (send: (stage: Stage) => () => void) =>
    onStage(async (stage) => {
      const subscribe = send(stage)
      await stage.advance(10)
      const before = stage.server.connections.length
      subscribe()
      await stage.advance(10)
      return [before, stage.server.received]
    })
  const rxjs = await play((stage) => {
    const subject = theirs(stage)
    subject.next({ a: 1 })
    return () => subject.subscribe()
  })
  const everwire = await play((stage) => {
    const socket = ours(stage)
    socket.send({ a: 1 })
    return () => socket.data$.subscribe()
  })
  expect(rxjs).toEqual([0, ['{"a":1}']])
  expect(everwire).toEqual([1, ['{"a":1}']])
})

it('a message that is sent while the server closes is lost there, and goes to the next connection here', async () => {
  await onStage(async (stage) => {
    const subject = theirs(stage)
    subject.subscribe({ error: () => {} })
    await stage.advance(10)
    const transport = (subject as unknown as { _socket: WebSocket })._socket
    transport.close()
    subject.next({ a: 1 })
    await stage.advance(60_000)
    expect(stage.server.received).toEqual([])
  })
  await onStage(async (stage) => {
    const socket = ours(stage)
    socket.data$.subscribe()
    await stage.advance(10)
    socket.raw?.close()
    const receipt = socket.send({ a: 1 })
    expect(receipt.status).toBe('queued')
    await stage.advance(60_000)
    expect([stage.server.received, receipt.status]).toEqual([['{"a":1}'], 'sent'])
  })
})

it('complete() is close(), error({ code, reason }) is close(code, reason)', async () => {
  const play = (start: (stage: Stage, notes: unknown[]) => () => void) =>
    onStage(async (stage) => {
      const notes: unknown[] = []
      const end = start(stage, notes)
      await stage.advance(10)
      end()
      await stage.advance(10)
      const { code, reason } = stage.server.last.ending ?? {}
      return [notes, code, reason]
    })
  const subject = (end: (subject: WebSocketSubject<Message>) => void) => (stage: Stage, notes: unknown[]) => {
    const subject = theirs(stage)
    subject.subscribe(observing(notes))
    return () => end(subject)
  }
  const socket = (code?: number, reason?: string) => (stage: Stage, notes: unknown[]) => {
    const socket = ours(stage)
    socket.data$.subscribe(observing(notes))
    return () => socket.close(code, reason)
  }
  expect(await play(subject((it) => it.complete()))).toEqual([['complete'], 1005, ''])
  expect(await play(socket())).toEqual([['complete'], 1005, ''])
  expect(await play(subject((it) => it.error({ code: 4000, reason: 'enough' })))).toEqual([
    ['complete'],
    4000,
    'enough',
  ])
  expect(await play(socket(4000, 'enough'))).toEqual([['complete'], 4000, 'enough'])
})

it('a serializer and a deserializer are a codec; one that throws ends the stream there, and is told here', async () => {
  const decode = (text: string): Message => {
    if (text === 'bad') throw new SyntaxError('bad')
    return { text }
  }
  const encode = ({ text }: Message) => `<${text}>`
  await onStage(async (stage) => {
    const notes: unknown[] = []
    const subject = theirs(stage, { deserializer: ({ data }) => decode(data), serializer: encode })
    subject.subscribe(observing(notes))
    subject.next({ text: 'hi' })
    await stage.advance(20)
    for (const text of ['one', 'bad', 'two']) stage.server.send(text)
    expect([notes, stage.server.received]).toEqual([[{ text: 'one' }, 'SyntaxError'], ['<hi>']])
  })
  await onStage(async (stage) => {
    const notes: unknown[] = []
    const errors: EverwireError[] = []
    const socket = ours(stage, { codec: { decode: (data) => decode(data as string), encode } })
    socket.error$.subscribe((error) => errors.push(error))
    socket.data$.subscribe(observing(notes))
    socket.send({ text: 'hi' })
    await stage.advance(20)
    for (const text of ['one', 'bad', 'two']) stage.server.send(text)
    expect([notes, stage.server.received]).toEqual([[{ text: 'one' }, { text: 'two' }], ['<hi>']])
    expect(errors).toEqual([expect.objectContaining({ code: 'decode', data: 'bad', cause: expect.any(SyntaxError) })])
  })
})

it('the observers are open$, close$ and the phase closing', async () => {
  const rxjs = await onStage(async (stage) => {
    const notes: unknown[] = []
    const subject = theirs(stage, {
      openObserver: { next: ({ type }) => notes.push(type) },
      closeObserver: { next: ({ type, code }) => notes.push(type, code) },
      closingObserver: { next: () => notes.push('closing') },
    })
    subject.subscribe({ error: () => {} })
    await stage.advance(10)
    subject.complete()
    await stage.advance(10)
    return notes
  })
  const everwire = await onStage(async (stage) => {
    const notes: unknown[] = []
    const socket = ours(stage)
    socket.open$.subscribe((event) => notes.push((event as Event).type))
    socket.close$.subscribe(({ type, code }) => notes.push(type, code))
    socket.state$.subscribe(({ phase }) => phase === 'closing' && notes.push(phase))
    socket.data$.subscribe()
    await stage.advance(10)
    socket.close()
    await stage.advance(10)
    return notes
  })
  expect(rxjs).toEqual(['open', 'closing', 'close', 1005])
  expect(everwire).toEqual(rxjs)
})

it('the end of a connection ends the stream there; here it comes back, unless reconnect is false', async () => {
  const play = (start: (stage: Stage, notes: unknown[]) => void, end: (stage: Stage) => void) =>
    onStage(async (stage) => {
      const notes: unknown[] = []
      start(stage, notes)
      await stage.advance(10)
      end(stage)
      await stage.advance(10_000)
      if (stage.server.last.isOpen) stage.server.send('{"back":true}')
      return notes
    })
  const rxjs = (stage: Stage, notes: unknown[]) => void theirs(stage).subscribe(observing(notes))
  const everwire = (stage: Stage, notes: unknown[]) => void ours(stage).data$.subscribe(observing(notes))
  const once = (stage: Stage, notes: unknown[]) =>
    void ours(stage, { reconnect: false }).data$.subscribe(observing(notes))
  const clean = ({ server }: Stage) => server.close(1001)
  const cut = ({ server }: Stage) => server.drop()
  expect([await play(rxjs, clean), await play(rxjs, cut)]).toEqual([['complete'], ['FakeCloseEvent']])
  expect([await play(once, clean), await play(once, cut)]).toEqual([['complete'], ['ClosedError']])
  expect([await play(everwire, clean), await play(everwire, cut)]).toEqual([[{ back: true }], [{ back: true }]])
})

it('a refused connection errors there; here it is told on error$ and tried again', async () => {
  await onStage(async (stage) => {
    stage.server.behave(refuses(), accepts())
    const notes: unknown[] = []
    theirs(stage).subscribe(observing(notes))
    await stage.advance(60_000)
    expect([notes, stage.server.connections.length]).toEqual([['Event'], 1])
  })
  await onStage(async (stage) => {
    stage.server.behave(refuses(), accepts())
    const [notes, errors]: unknown[][] = [[], []]
    const socket = ours(stage)
    socket.error$.subscribe(({ code }) => errors?.push(code))
    socket.data$.subscribe(observing(notes as unknown[]))
    await stage.advance(60_000)
    expect([notes, errors, socket.state.phase]).toEqual([[], ['refused'], 'open'])
  })
})

it('multiplex is topics, which subscribe again by themselves, and once for several subscribers', async () => {
  const subscribe = (symbol: string) => ({ subscribe: symbol })
  const unsubscribe = (symbol: string) => ({ unsubscribe: symbol })
  await onStage(async (stage) => {
    const notes: unknown[] = []
    const acme = theirs(stage).multiplex(
      () => subscribe('ACME'),
      () => unsubscribe('ACME'),
      ({ symbol }) => symbol === 'ACME',
    )
    acme.subscribe(observing(notes))
    acme.subscribe({ error: () => {} })
    await stage.advance(20)
    stage.server.send('{"symbol":"ACME"}')
    stage.server.send('{"symbol":"OTHER"}')
    expect(stage.server.received).toEqual(['{"subscribe":"ACME"}', '{"subscribe":"ACME"}'])
    stage.server.drop()
    await stage.advance(60_000)
    expect([notes, stage.server.connections.length]).toEqual([[{ symbol: 'ACME' }, 'FakeCloseEvent'], 1])
  })
  await onStage(async (stage) => {
    const notes: unknown[] = []
    const quotes = topics(ours(stage), ({ symbol }) => symbol as string, { subscribe, unsubscribe })
    const subscriptions = [quotes('ACME').subscribe(observing(notes)), quotes('ACME').subscribe()]
    await stage.advance(20)
    stage.server.send('{"symbol":"ACME"}')
    stage.server.send('{"symbol":"OTHER"}')
    expect(stage.server.received).toEqual(['{"subscribe":"ACME"}'])
    stage.server.drop()
    await stage.advance(60_000)
    expect(notes).toEqual([{ symbol: 'ACME' }])
    const last = stage.server.last
    for (const subscription of subscriptions) subscription.unsubscribe()
    await stage.advance(20)
    expect(last.received).toEqual(['{"subscribe":"ACME"}', '{"unsubscribe":"ACME"}'])
  })
})

it('protocol is protocols; binary messages are blobs there and ArrayBuffers here, unless told', async () => {
  await onStage(async (stage) => {
    const notes: unknown[] = []
    theirs(stage, { protocol: ['v1'], deserializer: ({ data }) => data }).subscribe(observing(notes))
    await stage.advance(10)
    stage.server.send(new Uint8Array([1]))
    expect([notes, stage.server.last.protocols]).toEqual([[expect.any(Blob)], ['v1']])
  })
  await onStage(async ({ Ctor, server, advance }) => {
    const notes: unknown[] = []
    const socket = webSocket(url, { protocols: ['v1'], WebSocketCtor: Ctor })
    socket.data$.subscribe(observing(notes))
    await advance(10)
    server.send(new Uint8Array([1]))
    expect([notes, server.last.protocols]).toEqual([[new Uint8Array([1]).buffer], ['v1']])
    socket.binaryType = 'blob'
    socket.reconnect()
    await advance(10)
    server.send(new Uint8Array([1]))
    expect(notes.at(-1)).toBeInstanceOf(Blob)
  })
})
