import { type AnyBindingOptions, type AnySocket, type BindingUrl, bindingSocket } from '@everwire/core'
import { useContext } from 'react'
import { RegistryContext } from './registry-context.ts'
import { useKept } from './use-kept.ts'

/**
 * The socket for a URL, or null. Making one dials nothing, so it may happen while rendering; another URL, key or
 * subprotocol makes another one. A registry that is another one at each render does not: it is asked when one is made.
 */
export function useSocket(url: BindingUrl, options: AnyBindingOptions): AnySocket | null {
  const provided = useContext(RegistryContext)
  const { key, protocols, share } = options
  const address = url?.toString()
  // A function is another one at each render; what it may offer is told apart by `key`.
  const offered = typeof protocols === 'function' ? undefined : protocols?.toString()
  return useKept([address, provided, key, offered, share], () => bindingSocket(address, options, provided))
}
