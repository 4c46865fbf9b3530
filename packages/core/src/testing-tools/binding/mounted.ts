import type { BindingOptions, BindingUrl, Commands } from '../../binding.ts'
import type { AnySocket } from '../../observable-web-socket.ts'
import type { Status } from '../../status.ts'

export type Options = BindingOptions<unknown, unknown>

/** What a component sees through its binding, now. */
export interface Bound extends Status, Commands<unknown> {
  readonly data: unknown
  readonly socket: AnySocket | null
}

/** A component that shows `phase readyState data`, the data as JSON, and looks at `data` in an effect. */
export interface Mounted {
  readonly bound: () => Bound
  readonly text: () => string
  /** How often it was rendered. */
  readonly renders: () => number
  /** What its effect saw of `data`, undefined left out. */
  readonly effects: readonly unknown[]
  setUrl(url: BindingUrl): void
  unmount(): void
}

/** Renders that component into the page, by one of the bindings; or hydrates an element that a server rendered. */
export type Mount = (url: BindingUrl, options: Options, rendered?: HTMLElement) => Mounted
