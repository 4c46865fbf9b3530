import type { Behaviour } from '@everwire/core/testing'
import { type ReactNode, useEffect } from 'react'
import peer from 'react-use-websocket'
import { expect, it } from 'vitest'
import * as ours from '../compat/index.ts'
import { type FakePage, onFakePage } from './fake-page.ts'

export type Options = ours.Options
type Url = Parameters<typeof ours.default>[0]
type Hook = ReturnType<typeof ours.default>

/** What both offer. */
type Library = Pick<typeof ours, 'default' | 'ReadyState' | 'resetGlobalState'>

/** The two, by name. */
export const libraries: Record<string, Library> = {
  // It is CommonJS, whose exports together are the default of what imports it here.
  'react-use-websocket': peer as unknown as Library,
  Everwire: ours,
}

/** What a component did that uses one of the two hooks. */
export interface Shown {
  /** What the hook answered last. */
  readonly hook: () => Hook
  /** What it showed, at each change: `OPEN data json`. */
  readonly renders: string[]
  /** Which handlers were called, and with what. */
  readonly calls: string[]
  render(url: Url, options?: Options, connect?: boolean): void
  unmount(): void
}

/** One of the two libraries in a page of its own, where time and network are handed in. */
export interface Stage extends Omit<FakePage, 'render'> {
  readonly library: Library
  show(url: Url, options?: Options, connect?: boolean): Shown
}

interface ProbeProps {
  readonly library: Library
  readonly hookArguments: Parameters<Library['default']>
  readonly renders: string[]
  readonly answered: (hook: Hook) => void
}

function Probe({ library, hookArguments, renders, answered }: ProbeProps): ReactNode {
  const hook = library.default(...hookArguments)
  const { readyState, lastMessage, lastJsonMessage } = hook
  answered(hook)
  const shown = `${library.ReadyState[readyState]} ${lastMessage?.data ?? null} ${JSON.stringify(lastJsonMessage)}`
  useEffect(() => {
    // When it comes back, react-use-websocket shows CLOSING for an instant, of a WebSocket that is closed: a difference
    // that the guide names.
    if (!shown.startsWith('CLOSING')) renders.push(shown)
  }, [shown, renders])
  return null
}

/** Options whose handlers write down that they were called. */
function listening(calls: string[], options: Options): Options {
  return {
    onOpen: () => calls.push('onOpen'),
    onMessage: ({ data }) => calls.push(`onMessage ${data}`),
    onClose: ({ code }) => calls.push(`onClose ${code}`),
    onError: ({ type }) => calls.push(`onError ${type}`),
    onReconnectStop: (attempts) => calls.push(`onReconnectStop ${attempts}`),
    ...options,
  }
}

function play<T>(library: Library, scene: (stage: Stage) => Promise<T>, script: readonly Behaviour[]): Promise<T> {
  const stage = (page: FakePage): Stage => ({
    ...page,
    library,
    show(url, options, connect) {
      const renders: string[] = []
      const calls: string[] = []
      let hook: Hook | undefined
      const answered = (answer: Hook) => {
        hook = answer
      }
      const probe = (url: Url, options: Options = {}, connect?: boolean) => (
        <Probe
          library={library}
          hookArguments={[url, listening(calls, options), connect]}
          renders={renders}
          answered={answered}
        />
      )
      const { render, unmount } = page.render(probe(url, options, connect))
      return { hook: () => hook as Hook, renders, calls, render: (...next) => render(probe(...next)), unmount }
    },
  })
  return onFakePage((page) => scene(stage(page)), script, library.resetGlobalState)
}

/** Plays a scene with each of the two libraries: both are to answer what is expected. */
export function bothAnswer(
  name: string,
  scene: (stage: Stage) => Promise<unknown>,
  expected: unknown,
  ...script: Behaviour[]
): void {
  theyAnswer(name, scene, expected, expected, ...script)
}

/** Plays a scene with each of the two libraries, where they differ. */
export function theyAnswer(
  name: string,
  scene: (stage: Stage) => Promise<unknown>,
  theirs: unknown,
  ours: unknown,
  ...script: Behaviour[]
): void {
  it.each([['react-use-websocket', theirs] as const, ['Everwire', ours] as const])(
    `${name} (%s)`,
    async (library, expected) => {
      expect(await play(libraries[library] as Library, scene, script)).toEqual(expected)
    },
  )
}
