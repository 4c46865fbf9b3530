import { json } from '@everwire/core'
import type { ChatLine, RoomMessage } from '@everwire/example-server/messages'
import { type ChatEvent, chatReducer, EMPTY_CHAT, say } from '@everwire/example-server/screen'
import { ReactiveWebSocket } from '@everwire/svelte'
import { untrack } from 'svelte'
import { page } from './feed.ts'

const codec = json<RoomMessage, ChatLine>()

/** A room of the chat: its connection, its log, and how to say something. Nothing is dialled until it is joined. */
export class Room {
  readonly name: string
  joined = $state(false)
  chat = $state.raw(EMPTY_CHAT)

  readonly connection = new ReactiveWebSocket(() => (this.joined ? `${page.server}/chat?room=${this.name}` : null), {
    codec,
    reconnect: 'eager',
    dialLimit: false,
    onMessage: (message) => this.#report({ type: 'said', message }),
  })
  readonly #isOpen = $derived(this.connection.state.phase === 'open')

  constructor(name: string, joined: boolean) {
    this.name = name
    this.joined = joined
    $effect(() => {
      if (!this.#isOpen) return
      this.#report({ type: 'returned', at: Date.now() })
      return () => this.#report({ type: 'left', at: Date.now() })
    })
  }

  say(text: string): void {
    say(
      text,
      page.name,
      (line) => this.connection.send(line),
      (event) => this.#report(event),
    )
  }

  #report(event: ChatEvent): void {
    this.chat = chatReducer(
      untrack(() => this.chat),
      event,
    )
  }
}
