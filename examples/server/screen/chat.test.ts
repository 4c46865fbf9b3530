import type { EverwireError, SendReceipt } from '@everwire/core'
import { of } from 'rxjs'
import { expect, test } from 'vitest'
import type { ChatLine as WireLine } from '../src/messages.ts'
import { awayText, type Chat, type ChatEvent, chatReducer, EMPTY_CHAT, newKey, queuedLines } from './chat.ts'
import { say } from './say.ts'

const play = (...events: readonly ChatEvent[]): Chat => events.reduce(chatReducer, EMPTY_CHAT)
const said = (id: number, key: string, text = 'hi'): ChatEvent => ({
  type: 'said',
  message: { id, room: 'lobby', from: 'Jonas', text, key, at: id },
})
const wrote = (key: string): ChatEvent => ({ type: 'wrote', key, text: 'hello', at: 1 })

test("others' lines are shown as they come", () => {
  const { lines } = play(said(1, 'a', 'one'), said(2, 'b', 'two'))
  expect(lines).toMatchObject([
    { kind: 'theirs', from: 'Jonas', text: 'one' },
    { kind: 'theirs', text: 'two' },
  ])
})

test('a line of one’s own is there once, from the moment it was written', () => {
  const { lines } = play(wrote('mine-1'), said(7, 'mine-1'))
  expect(lines).toEqual([{ kind: 'mine', key: 'mine-1', text: 'hello', at: 1, receipt: 'queued', why: '' }])
})

test('the receipt changes the line it belongs to and no other', () => {
  const chat = play(wrote('a'), wrote('b'), { type: 'receipt', key: 'a', receipt: 'sent', why: '' })
  expect(chat.lines).toMatchObject([{ receipt: 'sent' }, { receipt: 'queued' }])
  expect(queuedLines(chat)).toBe(1)
})

test('a pause is named when it is over, once', () => {
  const chat = play(
    { type: 'returned', at: 5 },
    { type: 'left', at: 1000 },
    { type: 'left', at: 3000 },
    { type: 'returned', at: 8240 },
    { type: 'returned', at: 9000 },
  )
  expect(chat.lines).toMatchObject([{ kind: 'away', spell: 7240 }])
  expect(awayText(7240)).toBe('away for 7.2 s, lines may be missing')
})

test('what the server complains of is shown', () => {
  const chat = play({ type: 'said', message: { error: { code: 'bad-message', message: 'too long' } } })
  expect(chat.lines).toMatchObject([{ kind: 'problem', text: 'too long' }])
})

test('the log holds the last two hundred lines', () => {
  const chat = play(...Array.from({ length: 250 }, (_, index) => said(index, `k${index}`, String(index))))
  expect(chat.lines).toHaveLength(200)
  expect(chat.lines[0]).toMatchObject({ text: '50' })
})

test('keys differ', () => {
  expect(newKey()).not.toBe(newKey())
})

const receipt = (status: SendReceipt['status'], why?: EverwireError): SendReceipt =>
  ({ status, why, status$: of('queued', status), settled: Promise.resolve(status) }) as unknown as SendReceipt

test('what is said is written, sent, and followed to its end', () => {
  const events: ChatEvent[] = []
  const sent: WireLine[] = []
  say(
    'hello',
    'Mira',
    (line) => {
      sent.push(line)
      return receipt('sent')
    },
    (event) => events.push(event),
  )
  expect(sent).toMatchObject([{ from: 'Mira', text: 'hello', key: expect.any(String) }])
  expect(events.map((event) => (event.type === 'receipt' ? event.receipt : event.type))).toEqual([
    'wrote',
    'queued',
    'sent',
  ])
})

test('a line that is refused is dropped, and says why', () => {
  const events: ChatEvent[] = []
  const full = (): never => {
    throw new Error('the queue is full')
  }
  say('hello', 'Mira', full, (event) => events.push(event))
  expect(events.at(-1)).toMatchObject({ type: 'receipt', receipt: 'dropped', why: 'the queue is full' })
})
