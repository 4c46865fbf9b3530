import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { chatEndpoint } from './chat.ts'
import type { Connection } from './connection.ts'
import type { ChatMessage } from './messages.ts'
import { type RunningServer, startServer } from './server.ts'
import { Client } from './testing-tools/client.ts'
import { ManualClock } from './testing-tools/manual-clock.ts'

const clock = new ManualClock()
let server: RunningServer
beforeEach(async () => {
  server = await startServer({ port: 0, clock })
})
afterEach(() => server.close())

const join = (query = '') => Client.open(`${server.url}/chat${query}`)
const line = (text: string, from = 'Mira') => ({ from, text, key: `key of ${text}` })

test('everybody in the room gets the line, its sender included', async () => {
  const [mira, tom] = [await join(), await join('?room=lobby')]
  mira.send(line('hello'))
  const message = { id: 1, room: 'lobby', from: 'Mira', text: 'hello', key: 'key of hello', at: clock.now() }
  expect(await mira.next()).toEqual(message)
  expect(await tom.next()).toEqual(message)
})

test('other rooms do not, and there is no history', async () => {
  const [mira, ann] = [await join('?room=a'), await join('?room=b')]
  mira.send(line('first'))
  await mira.next()
  const late = await join('?room=a')
  mira.send(line('second'))
  ann.send(line('elsewhere'))
  expect(await late.next()).toMatchObject({ text: 'second', room: 'a' })
  expect(await ann.next()).toMatchObject({ text: 'elsewhere', room: 'b' })
})

test('lines keep their order, and ids rise', async () => {
  const [mira, tom] = [await join(), await join()]
  for (let count = 0; count < 40; count++) (count % 2 ? mira : tom).send(line(String(count)))
  const [seenByMira, seenByTom] = [await mira.take<ChatMessage>(40), await tom.take<ChatMessage>(40)]
  expect(seenByMira).toEqual(seenByTom)
  expect(seenByMira.map(({ id }) => id)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
  const odd = seenByMira.filter(({ text }) => Number(text) % 2).map(({ text }) => Number(text))
  expect(odd).toEqual([...odd].sort((a, b) => a - b))
})

test('somebody who was cut is missed by nobody', async () => {
  const [mira, tom] = [await join(), await join()]
  tom.ws.terminate()
  await tom.closed
  mira.send(line('still here'))
  expect(await mira.next()).toMatchObject({ text: 'still here' })
})

test('a connection that ended is let go', () => {
  const enter = chatEndpoint(clock)(new URLSearchParams())
  const [mira, tom] = [{ send: vi.fn() }, { send: vi.fn() }]
  const [here, gone] = [enter(mira as unknown as Connection), enter(tom as unknown as Connection)]
  gone.end?.()
  here.receive(Buffer.from(JSON.stringify(line('anybody?'))), false)
  expect(mira.send).toHaveBeenCalledOnce()
  expect(tom.send).not.toHaveBeenCalled()
})

test('fields it does not know are left out, text is kept as it is', async () => {
  const mira = await join()
  mira.send({ ...line(' <b>\u0000🐎</b> '), admin: true, id: 99, room: 'other' })
  expect(await mira.next()).toEqual({
    ...line(' <b>\u0000🐎</b> '),
    id: 1,
    room: 'lobby',
    at: clock.now(),
  })
})

describe('bad input reaches its sender only, and the connection stays', () => {
  test.each([
    ['{"from":', 'bad-json', 'Send {"from":"Mira","text":"hello","key":"1"}'],
    [null, 'bad-message', 'must be a JSON object'],
    [{ text: 'hello', key: '1' }, 'bad-message', '"from" must be a text of 1 to 32 characters'],
    [{ ...line('x'), from: 'M'.repeat(33) }, 'bad-message', '"from"'],
    [{ ...line('x'), from: '   ' }, 'bad-message', '"from"'],
    [{ ...line('x'), text: '' }, 'bad-message', '"text" must be a text of 1 to 2000 characters'],
    [{ ...line('x'), text: 'x'.repeat(2_001) }, 'bad-message', '"text"'],
    [{ ...line('x'), text: { toString: 'x' } }, 'bad-message', '"text"'],
    [{ from: 'Mira', text: 'hello' }, 'bad-message', '"key" must be a text of 1 to 64 characters'],
    [{ ...line('x'), key: 7 }, 'bad-message', '"key"'],
    [Buffer.from(JSON.stringify(line('x'))), 'text-wanted', 'not binary'],
  ])('%j', async (message, code, says) => {
    const [mira, tom] = [await join(), await join()]
    mira.send(message)
    expect(await mira.next()).toEqual({ error: { code, message: expect.stringContaining(says) } })
    mira.send(line('good'))
    expect(await mira.next()).toMatchObject({ id: 1, text: 'good' })
    expect(await tom.next()).toMatchObject({ id: 1, text: 'good' })
  })
})
