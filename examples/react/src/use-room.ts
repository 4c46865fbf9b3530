import { json } from '@everwire/core'
import type { ChatLine, RoomMessage } from '@everwire/example-server/messages'
import { chatReducer, EMPTY_CHAT, say } from '@everwire/example-server/screen'
import { useWebSocket } from '@everwire/react'
import { useEffect, useReducer } from 'react'
import { page } from './feed.ts'

const codec = json<RoomMessage, ChatLine>()

/** A room of the chat: its connection, its log, and how to say something. Nothing is dialled until it is joined. */
export function useRoom(name: string, joined: boolean) {
  const [chat, report] = useReducer(chatReducer, EMPTY_CHAT)
  const connection = useWebSocket(joined ? `${page.server}/chat?room=${name}` : null, {
    codec,
    reconnect: 'eager',
    dialLimit: false,
    onMessage: (message) => report({ type: 'said', message }),
  })
  const isOpen = connection.state.phase === 'open'

  useEffect(() => {
    if (!isOpen) return
    report({ type: 'returned', at: Date.now() })
    return () => report({ type: 'left', at: Date.now() })
  }, [isOpen])

  return { name, chat, connection, say: (text: string) => say(text, page.name, connection.send, report) }
}

export type Room = ReturnType<typeof useRoom>
