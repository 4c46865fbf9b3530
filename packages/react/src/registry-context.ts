import { defaultRegistry, Registry } from '@everwire/core'
import { type Context, createContext, createElement, type ReactElement, type ReactNode, useState } from 'react'

/** Where the components below share their sockets. */
export const RegistryContext: Context<Registry> = createContext(defaultRegistry)

/**
 * What {@link WebSocketProvider} takes.
 *
 * @example
 * ```tsx
 * const Tab = (props: WebSocketProviderProps) => <WebSocketProvider {...props} />
 * ```
 */
export interface WebSocketProviderProps {
  /** Default: one of the provider's own, for as long as it is mounted. */
  readonly registry?: Registry
  readonly children?: ReactNode
}

/**
 * Shares sockets among the components below it, and with nobody else.
 *
 * @example
 * ```tsx
 * <WebSocketProvider registry={registry}>
 *   <Prices />
 * </WebSocketProvider>
 * ```
 */
export function WebSocketProvider({ registry, children }: WebSocketProviderProps): ReactElement {
  const [own] = useState(() => new Registry())
  return createElement(RegistryContext.Provider, { value: registry ?? own }, children)
}
