// biome-ignore-all lint/correctness/noComponentHookFactories: each test has a component of its own
import { StrictMode, useEffect } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, inject, it, vi } from 'vitest'
import { eventually } from '../../../core/src/testing-tools/binding-contract.ts'
import { expectQuietConsole } from '../../../core/src/testing-tools/quiet-console.ts'
import { type Page, render } from '../testing-tools/mount.tsx'
import { libraries } from '../testing-tools/stage.tsx'
import useWebSocket, { ReadyState } from './index.ts'

const server = inject('serverUrl').replace('http', 'ws')

let pages: Pick<Page, 'unmount'>[] = []

expectQuietConsole()

afterEach(() => {
  for (const page of pages) page.unmount()
  pages = []
  vi.unstubAllGlobals()
})

it.each(Object.entries(libraries))('renders each of 300 messages of a burst (%s)', async (_, library) => {
  const rendered: number[] = []
  const heard: number[] = []
  let hook: ReturnType<typeof useWebSocket<{ seq: number } | null>> | undefined
  function Feed() {
    const answer = library.default<{ seq: number } | null>(`${server}/feed?rate=0`, {
      onMessage: ({ data }) => heard.push(JSON.parse(data).seq),
    })
    hook = answer
    const { lastJsonMessage } = answer
    useEffect(() => {
      if (lastJsonMessage) rendered.push(lastJsonMessage.seq)
    }, [lastJsonMessage])
    return null
  }
  pages.push(render(<Feed />))
  await eventually(() => hook?.readyState).toBe(ReadyState.OPEN)
  hook?.sendJsonMessage({ burst: 300 })
  await eventually(() => rendered.length).toBe(300)
  expect(rendered).toEqual(Array.from({ length: 300 }, (_, index) => index + 1))
  expect(heard).toEqual(rendered)
})

it.each(Object.entries(libraries))('receives and sends Blobs (%s)', async (_, library) => {
  let hook: ReturnType<typeof useWebSocket> | undefined
  function Echo() {
    hook = library.default(`${server}/echo`)
    return null
  }
  pages.push(render(<Echo />))
  await eventually(() => hook?.readyState).toBe(ReadyState.OPEN)
  hook?.sendMessage(new Blob(['bytes']))
  await eventually(() => hook?.lastMessage?.data instanceof Blob).toBe(true)
  expect(await hook?.lastMessage?.data.text()).toBe('bytes')
})

it.each(Object.entries(libraries))('dials once under StrictMode (%s)', async (_, library) => {
  const dialled: string[] = []
  vi.stubGlobal(
    'WebSocket',
    class extends WebSocket {
      constructor(url: string, protocols?: string | string[]) {
        super(url, protocols)
        dialled.push(url)
      }
    },
  )
  function Echo() {
    return ReadyState[library.default(`${server}/echo`).readyState]
  }
  const element = document.body.appendChild(document.createElement('div'))
  const page = render(
    <StrictMode>
      <Echo />
    </StrictMode>,
  )
  pages.push(page)
  await eventually(() => page.element.textContent).toBe('OPEN')
  expect(dialled).toEqual([`${server}/echo`])
  element.remove()
})

it('hydrates what a server rendered without a mismatch', async () => {
  function Echo() {
    const { readyState, lastMessage, sendMessage } = useWebSocket(`${server}/echo`)
    useEffect(() => sendMessage('hello'), [sendMessage])
    return `${ReadyState[readyState]} ${lastMessage?.data}`
  }
  const element = document.body.appendChild(document.createElement('div'))
  element.innerHTML = renderToString(<Echo />)
  expect(element.textContent).toBe('CONNECTING undefined')
  const onRecoverableError = vi.fn()
  pages.push(hydrateRoot(element, <Echo />, { onRecoverableError }))
  await eventually(() => element.textContent).toBe('OPEN hello')
  expect(onRecoverableError).not.toHaveBeenCalled()
})

it('says what is wrong with a URL that is none, in onError', async () => {
  const errors: (Event & { message?: string })[] = []
  function Wrong() {
    return ReadyState[useWebSocket('wss://no-url:port', { onError: (event) => errors.push(event) }).readyState]
  }
  const page = render(<Wrong />)
  pages.push(page)
  await eventually(() => page.element.textContent).toBe('CLOSED')
  expect(errors).toHaveLength(1)
  expect(errors[0]?.message).toContain('no-url')
})
