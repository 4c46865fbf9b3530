import { expect, it, vi } from 'vitest'
import { type BindingUrl, commands } from './binding.ts'
import { OptionError } from './errors.ts'
import { inside } from './inside.ts'
import { Registry } from './registry.ts'
import { type SwitchedSocket, switchingSocket } from './switching-socket.ts'
import { fakeServer, silent, VirtualClock } from './testing/index.ts'

const url = 'wss://example.com/feed'
const other = 'wss://example.com/other'

function served() {
  const clock = new VirtualClock()
  const server = fakeServer(clock, silent())
  return { server, options: { clock, WebSocketCtor: server.WebSocketCtor } }
}

/** A component, of which a test changes the URL. */
function component(handlers: object = {}) {
  const { server, options: dialling } = served()
  // Not spread: one may be a getter.
  const options = Object.defineProperties(dialling, Object.getOwnPropertyDescriptors(handlers))
  const { open, release } = commands((): SwitchedSocket<unknown, unknown>['socket'] => at(address).socket)
  const at = switchingSocket<unknown, unknown>(options, new Registry(), release)
  let address: BindingUrl = url
  const show = (next: BindingUrl) => {
    address = next
    return at(next)
  }
  return {
    show,
    open,
    server,
    leased: ({ socket }: SwitchedSocket<unknown, unknown>) => socket && inside(socket).leased,
  }
}

it('answers the same object until the URL is another one', () => {
  const { show } = component()
  const first = show(url)
  expect(show(new URL(url))).toBe(first)
  const second = show(other)
  expect(second.socket).not.toBe(first.socket)
  // The same socket again, as of a component that is mounted anew.
  expect(show(url)).not.toBe(first)
  expect(show(url).socket).toBe(first.socket)

  const none = show(null)
  expect([none.socket, none.status.get().readyState]).toEqual([null, -1])
  expect(show(undefined)).toBe(none)
})

it('switches to another key as well, as an option that is a getter may be', () => {
  let key = 'a'
  const { show, server } = component({
    get key() {
      return key
    },
  })
  const first = show(url)
  first.status.subscribe(() => {})
  expect(show(url)).toBe(first)
  key = 'b'
  const second = show(url)
  expect(second.socket).not.toBe(first.socket)
  second.status.subscribe(() => {})
  expect(server.connections.map((each) => each.url)).toEqual([url, url])
})

it('ends what was opened for a URL when there is another one, although nobody watched', () => {
  const { show, open, leased } = component()
  const first = show(url)
  open()
  expect(leased(first)).toBe(true)
  show(null)
  expect(leased(first)).toBe(false)
})

it('keeps what was opened for a URL when the watchers of the one before leave, and ends it with its own', () => {
  const { show, open, leased } = component()
  const leave = show(url).status.subscribe(() => {})
  const second = show(other)
  open()
  leave()
  expect(leased(second)).toBe(true)
  second.status.subscribe(() => {})()
  expect(leased(second)).toBe(false)
})

it('calls the handlers of the options, unless others are those of the moment', () => {
  const [onMessage, onOpen] = [vi.fn(), vi.fn()]
  const { show, server } = component({ onMessage })
  show(url).status.subscribe(() => {})
  server.last.accept()
  server.last.send('a')
  expect(onMessage.mock.calls).toEqual([['a']])

  const another = served()
  const options = { ...another.options, onOpen: vi.fn() }
  switchingSocket(
    options,
    new Registry(),
    () => {},
    () => ({ onOpen }),
  )(url).status.subscribe(() => {})
  another.server.last.accept()
  expect([onOpen.mock.calls.length, options.onOpen.mock.calls.length]).toEqual([1, 0])
})

it('refuses a bad option, also without a URL', () => {
  const at = switchingSocket({ delivery: -1 }, new Registry(), () => {})
  expect(() => at(null)).toThrow(OptionError)
})
