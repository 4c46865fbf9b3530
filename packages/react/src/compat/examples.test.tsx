// biome-ignore-all lint/correctness/useExhaustiveDependencies: the examples are as they are documented
// biome-ignore-all lint/correctness/noComponentHookFactories: each example has a component of its own
// biome-ignore-all lint/suspicious/noArrayIndexKey: the examples are as they are documented
// The examples of react-use-websocket's documentation with only the import changed, against a real server. Where one takes
// an array, which its hook has not answered since version 2, it takes the object.
import { useCallback, useEffect, useRef, useState } from 'react'
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { commands } from 'vitest/browser'
import { eventually } from '../../../core/src/testing-tools/binding-contract.ts'
import { type Page, render } from '../testing-tools/mount.tsx'
import useWebSocket, { type Options, ReadyState, resetGlobalState } from './index.ts'

let server: { id: number; url: string; port: number }
let echo: string
let pages: Page[] = []

const show = (...args: Parameters<typeof render>): Page => {
  const page = render(...args)
  pages.push(page)
  return page
}
const connections = async (): Promise<number> =>
  (await (await fetch(new URL('/healthz', server.url))).json()).connections

beforeAll(async () => {
  server = await commands.startServer()
  echo = `${server.url.replace('http', 'ws')}/echo`
  return () => commands.killServer(server.id)
})

beforeEach(() => {
  for (const method of ['warn', 'error', 'log'] as const) vi.spyOn(console, method).mockImplementation(() => {})
})

afterEach(async () => {
  vi.restoreAllMocks()
  for (const page of pages) page.unmount()
  pages = []
  await eventually(connections).toBe(0)
})

it('Example Implementation', async () => {
  const WebSocketDemo = () => {
    const [socketUrl, setSocketUrl] = useState(echo)
    const [messageHistory, setMessageHistory] = useState<MessageEvent[]>([])

    const { sendMessage, lastMessage, readyState } = useWebSocket(socketUrl)

    useEffect(() => {
      if (lastMessage !== null) {
        setMessageHistory((prev) => prev.concat(lastMessage))
      }
    }, [lastMessage])

    const handleClickChangeSocketUrl = useCallback(() => setSocketUrl(`${echo}?other`), [])

    const handleClickSendMessage = useCallback(() => sendMessage('Hello'), [])

    const connectionStatus = {
      [ReadyState.CONNECTING]: 'Connecting',
      [ReadyState.OPEN]: 'Open',
      [ReadyState.CLOSING]: 'Closing',
      [ReadyState.CLOSED]: 'Closed',
      [ReadyState.UNINSTANTIATED]: 'Uninstantiated',
    }[readyState]

    return (
      <div>
        <button type="button" onClick={handleClickChangeSocketUrl}>
          Click Me to change Socket Url
        </button>
        <button type="button" onClick={handleClickSendMessage} disabled={readyState !== ReadyState.OPEN}>
          Click Me to send 'Hello'
        </button>
        <span>The WebSocket is currently {connectionStatus}</span>
        {lastMessage ? <span>Last message: {lastMessage.data}</span> : null}
        <ul>
          {messageHistory.map((message, idx) => (
            <span key={idx}>{message ? message.data : null}</span>
          ))}
        </ul>
      </div>
    )
  }
  const { element } = show(<WebSocketDemo />)
  const [change, send] = element.querySelectorAll('button')
  expect(element.textContent).toContain('currently Connecting')
  expect(send?.disabled).toBe(true)
  await eventually(() => element.textContent).toContain('currently Open')
  send?.click()
  send?.click()
  await eventually(() => element.querySelector('ul')?.textContent).toBe('HelloHello')
  expect(element.textContent).toContain('Last message: Hello')
  change?.click()
  await eventually(() => element.textContent).not.toContain('Last message')
  await eventually(() => element.textContent).toContain('currently Open')
  send?.click()
  await eventually(() => element.querySelector('ul')?.textContent).toBe('HelloHelloHello')
  expect(await connections()).toBe(1)
})

it('Getting Started', async () => {
  let hook: ReturnType<typeof useWebSocket<{ a: number }>> | undefined
  function Component() {
    const socketUrl = echo

    const { sendMessage, sendJsonMessage, lastMessage, lastJsonMessage, readyState, getWebSocket } = useWebSocket<{
      a: number
    }>(socketUrl, {
      onOpen: () => console.log('opened'),
      //Will attempt to reconnect on all close events, such as server shutting down
      shouldReconnect: (_closeEvent) => true,
      reconnectInterval: 100,
    })
    hook = { sendMessage, sendJsonMessage, lastMessage, lastJsonMessage, readyState, getWebSocket }
    return null
  }
  show(<Component />)
  await eventually(() => hook?.readyState).toBe(ReadyState.OPEN)
  expect(console.log).toHaveBeenCalledWith('opened')
  hook?.sendJsonMessage({ a: 1 })
  await eventually(() => hook?.lastJsonMessage?.a).toBe(1)
  await commands.fault(server.id, 'drop')
  await eventually(() => vi.mocked(console.log).mock.calls.length).toBe(2)
  hook?.sendMessage('text')
  await eventually(() => hook?.lastMessage?.data).toBe('text')
  expect(hook?.lastJsonMessage).toEqual({})
})

it('Async Urls', async () => {
  const STATIC_OPTIONS: Options = {}
  function Component() {
    const getSocketUrl = useCallback(() => {
      return new Promise<string>((resolve) => {
        setTimeout(() => {
          resolve(echo)
        }, 50)
      })
    }, [])

    const { sendMessage, lastMessage, readyState } = useWebSocket(getSocketUrl, STATIC_OPTIONS)
    useEffect(() => sendMessage('early'), [sendMessage])
    return `${readyState} ${lastMessage?.data}`
  }
  const { element } = show(<Component />)
  expect(element.textContent).toBe('0 undefined')
  await eventually(() => element.textContent).toBe('1 early')
})

it('getWebSocket of a shared connection', async () => {
  const seen: unknown[] = []
  function Component() {
    const { sendMessage, lastMessage, readyState, getWebSocket } = useWebSocket(echo, { share: true })
    useEffect(() => {
      if (readyState !== ReadyState.OPEN) return
      const webSocket = getWebSocket() as WebSocket & { url: string }
      seen.push(webSocket.binaryType)
      //=> 'blob'

      //Change binaryType property of WebSocket
      webSocket.binaryType = 'arraybuffer'

      seen.push(webSocket.binaryType)
      //=> 'arraybuffer'

      //Attempt to change event handler
      webSocket.onmessage = console.log
      //=> A warning is logged to console

      //Attempt to change an immutable property
      webSocket.url = 'www.google.com'
      seen.push(webSocket.url)
      //=> the URL

      //Attempt to call webSocket#send
      webSocket.send('Hello from WebSocket')
      //=> No message is sent, and no error thrown, but an error will be logged to console
      sendMessage('from the hook')
    }, [readyState])
    return lastMessage?.data ?? ''
  }
  const { element } = show(<Component />)
  await eventually(() => element.textContent).toBe('from the hook')
  expect(seen).toEqual(['blob', 'arraybuffer', echo])
  expect([console.warn, console.error].map((method) => vi.mocked(method).mock.calls.length)).toEqual([1, 1])
  expect(console.log).not.toHaveBeenCalled()
})

it('Reconnecting', async () => {
  const asked: number[] = []
  function Component() {
    const didUnmount = useRef(false)

    const { readyState } = useWebSocket(echo, {
      shouldReconnect: (closeEvent) => {
        asked.push(closeEvent.code)
        return didUnmount.current === false
      },
      reconnectAttempts: 10,
      //attemptNumber will be 0 the first time it attempts to reconnect
      reconnectInterval: (attemptNumber) => Math.min(2 ** attemptNumber * 100, 1000),
    })

    useEffect(() => {
      return () => {
        didUnmount.current = true
      }
    }, [])
    return ReadyState[readyState]
  }
  const page = show(<Component />)
  await eventually(() => page.element.textContent).toBe('OPEN')
  await commands.fault(server.id, 'drop')
  await eventually(() => asked).toEqual([1006])
  await eventually(() => page.element.textContent).toBe('OPEN')
  expect(await connections()).toBe(1)
  page.unmount()
  await eventually(connections).toBe(0)
})

it('queryParams', async () => {
  const queryParams = {
    user_id: 1,
    room_id: 5,
  }
  function Component() {
    const { getWebSocket, readyState } = useWebSocket(echo, { queryParams })
    return readyState === ReadyState.OPEN ? getWebSocket()?.url : null
  }
  const { element } = show(<Component />)
  await eventually(() => element.textContent).toBe(`${echo}?user_id=1&room_id=5`)
})

it('heartbeat', async () => {
  const messages: string[] = []
  function Component() {
    const { lastMessage } = useWebSocket(echo, {
      onMessage: ({ data }) => messages.push(data),
      heartbeat: {
        message: 'ping',
        returnMessage: 'ping',
        timeout: 60000, // 1 minute, if no response is received, the connection will be closed
        interval: 200, // a ping message will be sent after so much silence
      },
    })
    return String(lastMessage?.data)
  }
  const { element } = show(<Component />)
  await eventually(() => messages.length).toBeGreaterThan(1)
  expect(new Set(messages)).toEqual(new Set(['ping']))
  expect(element.textContent).toBe('undefined')
})

it('filter', async () => {
  const updateHeartbeat = vi.fn()
  const isPingMessage = (data: unknown) => data === 'ping'
  function Component() {
    const { sendMessage, lastMessage } = useWebSocket(echo, {
      filter: (message) => {
        // validate your message data
        if (isPingMessage(message.data)) {
          // do stuff or simply return false
          updateHeartbeat()
          return false
        } else {
          return true
        }
      },
    })
    useEffect(() => {
      for (const message of ['news', 'ping']) sendMessage(message)
    }, [sendMessage])
    return lastMessage?.data ?? ''
  }
  const { element } = show(<Component />)
  await eventually(() => updateHeartbeat.mock.calls.length).toBe(1)
  expect(element.textContent).toBe('news')
})

it('Reset Global State', async () => {
  const frame = document.body.appendChild(document.createElement('iframe'))
  const child = frame.contentWindow as Window
  const ChildWindow = () => {
    useWebSocket(echo, { share: true })
    useEffect(() => {
      child.addEventListener('pagehide', () => {
        resetGlobalState(echo)
      })
    })
    return null
  }
  show(<ChildWindow />)
  await eventually(connections).toBe(1)
  frame.remove()
  await eventually(connections).toBe(0)
  function Next() {
    return ReadyState[useWebSocket(echo, { share: true }).readyState]
  }
  const { element } = show(<Next />)
  await eventually(() => element.textContent).toBe('OPEN')
  expect(await connections()).toBe(1)
})
