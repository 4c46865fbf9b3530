import { flushPaint, Registry } from '@everwire/core'
import type { Behaviour } from '@everwire/core/testing'
import { act, type ReactNode } from 'react'
import { WebSocketProvider } from '../registry-context.ts'
import { type FakePage, onFakePage } from './fake-page.ts'

/** A component that does nothing but use a hook. */
export interface Using<R> {
  /** What the hook answered, at each render. */
  readonly renders: readonly R[]
  /** What it answered last. */
  readonly hook: () => R
  /** Renders again, with another call of the hook. */
  render(useHook: () => R): void
  unmount(): void
}

/** Where a hook is moved from another library to ours: a page whose time and network are handed in. */
export interface Stage extends Omit<FakePage, 'render'> {
  use<R>(useHook: () => R): Using<R>
}

function Probe({ useHook, answered }: { useHook: () => unknown; answered: (hook: unknown) => void }): ReactNode {
  answered(useHook())
  return null
}

/** Plays a scene, and answers what it does. What React was told meanwhile is rendered when `pass` is over. */
export function onStage<T>(scene: (stage: Stage) => Promise<T>, ...script: Behaviour[]): Promise<T> {
  const registry = new Registry()
  return onFakePage(
    ({ render, pass, ...page }) =>
      scene({
        ...page,
        use<R>(useHook: () => R) {
          const renders: R[] = []
          const probe = (useHook: () => R) => (
            <WebSocketProvider registry={registry}>
              <Probe useHook={useHook} answered={(hook) => renders.push(hook as R)} />
            </WebSocketProvider>
          )
          const shown = render(probe(useHook))
          return {
            renders,
            hook: () => renders.at(-1) as R,
            render: (useNext: () => R) => shown.render(probe(useNext)),
            unmount: shown.unmount,
          }
        },
        async pass(milliseconds) {
          const environment = globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }
          environment.IS_REACT_ACT_ENVIRONMENT = true
          await act(() => pass(milliseconds))
          environment.IS_REACT_ACT_ENVIRONMENT = false
        },
      }),
    script,
    flushPaint,
  )
}
