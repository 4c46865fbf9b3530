import { type AnyBindingOptions, type BindingUrl, bindingSocket } from './binding.ts'
import type { SocketHandlers } from './listen.ts'
import type { ObservableWebSocket } from './observable-web-socket.ts'
import type { Registry } from './registry.ts'
import { leasedStatus, type Status } from './status.ts'
import type { View } from './view.ts'

/**
 * The socket of the URL of the moment, and its status.
 *
 * @example
 * ```ts
 * const { socket, status }: SwitchedSocket<Quote, Command> = switchTo(url)
 * const hangUp = status.subscribe(() => badge(status.get().state.phase))
 * ```
 */
export interface SwitchedSocket<In, Out> {
  /** null: there is no URL. */
  readonly socket: ObservableWebSocket<In, Out> | null
  /** Watching it is a lease. */
  readonly status: View<Status>
}

/**
 * A component's socket where the URL may change: answers the same object until the URL is another one, or the option
 * `key`, which is looked at each time; what was opened for the one before ends then.
 *
 * @param provided The registry the framework provides.
 * @param release That of the component's {@link commands}.
 * @param current Answers the handlers as they are now; default those of the options.
 *
 * @example
 * ```ts
 * const { release, ...told } = commands(() => switchTo(url).socket)
 * const switchTo = switchingSocket(options, defaultRegistry, release)
 * ```
 */
export function switchingSocket<In, Out>(
  options: AnyBindingOptions,
  provided: Registry,
  release: () => void,
  current: () => SocketHandlers<In> = () => options as SocketHandlers<In>,
): (url: BindingUrl) => SwitchedSocket<In, Out> {
  let last: (SwitchedSocket<In, Out> & { readonly address: string | undefined; readonly key: unknown }) | undefined
  return (url) => {
    const address = url?.toString()
    const { key } = options
    if (last?.address === address && last?.key === key && last) return last
    release()
    const socket = bindingSocket(address, options, provided)
    // Who watched the one before leaves after this, and must not take along what was opened for this one.
    const left = () => last?.status === status && release()
    const status: View<Status> = leasedStatus(socket, current, left)
    last = { address, key, socket, status }
    return last
  }
}
