import type { Clock } from './clock.ts'
import type { Connection } from './connection.ts'
import type { Endpoint } from './endpoint.ts'
import { jsonObject, textField } from './fields.ts'
import { InputError } from './input-error.ts'
import {
  type ChatMessage,
  DEFAULT_ROOM,
  MAX_FROM_LENGTH,
  MAX_KEY_LENGTH,
  MAX_TEXT_LENGTH,
  ROOM_PATTERN,
} from './messages.ts'

const EXAMPLE = '{"from":"Mira","text":"hello","key":"1"}'

/** Rooms without history: a line reaches whoever is in the room when it is said, its sender included. */
export function chatEndpoint(clock: Clock): Endpoint {
  const rooms = new Map<Connection, string>()
  let lines = 0

  return (query) => {
    const room = query.get('room') ?? DEFAULT_ROOM
    if (!ROOM_PATTERN.test(room)) {
      throw new InputError('bad-parameter', '"room" must be 1 to 32 letters, digits, "_" or "-".')
    }
    return (connection) => {
      rooms.set(connection, room)
      return {
        receive(data, isBinary) {
          const line = jsonObject(data, isBinary, EXAMPLE)
          const said: Omit<ChatMessage, 'id'> = {
            room,
            from: textField('from', line.from, MAX_FROM_LENGTH),
            text: textField('text', line.text, MAX_TEXT_LENGTH),
            key: textField('key', line.key, MAX_KEY_LENGTH),
            at: clock.now(),
          }
          lines += 1
          const message: ChatMessage = { id: lines, ...said }
          const text = JSON.stringify(message)
          for (const [member, where] of rooms) if (where === room) member.send(text)
        },
        end: () => rooms.delete(connection),
      }
    }
  }
}
