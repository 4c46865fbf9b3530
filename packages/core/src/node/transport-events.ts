import type { CloseEvent, MessageEvent } from './events.ts'

/** What a transport fires. */
export interface TransportEvents {
  readonly open: Event
  readonly message: MessageEvent
  readonly error: Event
  readonly close: CloseEvent
}

/** How binary messages arrive. */
export type BinaryType = 'arraybuffer' | 'blob'

/** An event handler, such as `onopen`. */
export type Handler<T, E> = ((this: T, event: E) => unknown) | null

type Listener<E> = ((event: E) => unknown) | { handleEvent(event: E): unknown } | null
type Adding = Parameters<EventTarget['addEventListener']>
type Removing = Parameters<EventTarget['removeEventListener']>

/** The runtime's EventTarget, which knows what each event carries. */
export interface TransportEventTarget extends EventTarget {
  addEventListener<T extends keyof TransportEvents>(
    type: T,
    listener: Listener<TransportEvents[T]>,
    options?: Adding[2],
  ): void
  addEventListener(...parameters: Adding): void
  removeEventListener<T extends keyof TransportEvents>(
    type: T,
    listener: Listener<TransportEvents[T]>,
    options?: Removing[2],
  ): void
  removeEventListener(...parameters: Removing): void
}

export const TransportEventTarget: new () => TransportEventTarget = EventTarget
