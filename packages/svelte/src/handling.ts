import type { Receiving, SocketEventMap } from '@everwire/core'
import type { Subscription } from 'rxjs'
import { onMount, untrack } from 'svelte'
import { toStore } from 'svelte/store'
import { inComponent } from './component.ts'

/**
 * Calls a handler at the events of one socket after the other: from the mounting of the component that is being set up to
 * its end, or at once where there is none. Answers how to stop; on a server there is nothing to stop.
 *
 * @param current Answers the socket of the moment; what it reads is followed.
 */
export function handling<In, Type extends keyof SocketEventMap<In>>(
  current: () => Receiving<In> | null,
  type: Type,
  handler: (event: SocketEventMap<In>[Type]) => void,
): () => void {
  let over = false
  let leave: (() => void) | undefined
  const stop = () => {
    over = true
    leave?.()
  }
  const start = () => {
    if (!over) leave = following(current, (socket) => socket.on(type, handler))
    return stop
  }
  const mounting = inComponent(() => {
    // On a server, the way to do nothing.
    onMount(start)
    return true
  })
  if (!mounting) start()
  return stop
}

/** Subscribes to the socket of the moment; answers how to leave it. */
function following<In>(
  current: () => Receiving<In> | null,
  subscribe: (socket: Receiving<In>) => Subscription,
): () => void {
  let subscription: Subscription | undefined
  const follow = (socket: Receiving<In> | null) => {
    subscription?.unsubscribe()
    subscription = socket ? subscribe(socket) : undefined
  }
  // A store made of what Svelte tracks is an effect that needs neither a component nor a compiler.
  const stop = untrack(() => toStore(current).subscribe((socket) => untrack(() => follow(socket))))
  return () => {
    stop()
    subscription?.unsubscribe()
  }
}
