import type { Receiving, View } from '@everwire/core'
import { type ComputedRef, computed, type MaybeRefOrGetter, type ShallowRef, shallowRef, toValue } from 'vue'
import { usePaint } from './use-paint.ts'
import { whileMounted } from './while-mounted.ts'

/**
 * A socket, or a ref or getter of one, such as `socket` of `useWebSocket`; without one there is nothing to hear.
 *
 * @example
 * ```ts
 * export function useHighest(socket: SocketSource<Quote>) {
 *   return useWebSocketReducer(socket, (max, quote) => Math.max(max, quote.price), 0)
 * }
 * ```
 */
export type SocketSource<In> = MaybeRefOrGetter<Receiving<In> | null | undefined>

/** The socket of the moment; the same one where a getter answers it again. */
export function socketOf<In>(source: SocketSource<In>): ComputedRef<Receiving<In> | null> {
  return computed(() => toValue(source) ?? null)
}

/** Paints a view of a socket; each socket has a view of its own, which begins at `seed`. */
export function usePainted<In, T>(
  source: SocketSource<In>,
  viewOf: (socket: Receiving<In> | null) => View<T>,
  seed: T,
): Readonly<ShallowRef<T>> {
  const socket = socketOf(source)
  const view = computed(() => viewOf(socket.value))
  const shown = shallowRef(seed)
  const paint = usePaint()
  // What is wrong with the options is thrown here, where they are.
  void view.value
  whileMounted(view, (view) => {
    shown.value = seed
    return paint(view, shown)
  })
  return shown
}
