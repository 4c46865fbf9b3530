import { json } from '@everwire/core'
import type { ChatLine, RoomMessage } from '@everwire/example-server/messages'
import { type ChatEvent, chatReducer, EMPTY_CHAT, say } from '@everwire/example-server/screen'
import { useWebSocket } from '@everwire/vue'
import { shallowRef, watch } from 'vue'
import { page } from './feed.ts'

const codec = json<RoomMessage, ChatLine>()

/** A room of the chat: its connection, its log, and how to say something. Nothing is dialled until it is joined. */
export function useRoom(name: string, joined: () => boolean) {
  const chat = shallowRef(EMPTY_CHAT)
  const report = (event: ChatEvent) => {
    chat.value = chatReducer(chat.value, event)
  }
  const connection = useWebSocket(() => (joined() ? `${page.server}/chat?room=${name}` : null), {
    codec,
    reconnect: 'eager',
    dialLimit: false,
    onMessage: (message) => report({ type: 'said', message }),
  })

  watch(
    () => connection.state.value.phase === 'open',
    (isOpen) => report({ type: isOpen ? 'returned' : 'left', at: Date.now() }),
  )

  return { name, chat, connection, say: (text: string) => say(text, page.name, connection.send, report) }
}

export type Room = ReturnType<typeof useRoom>
