import { MAX_TEXT_LENGTH } from '@everwire/example-server/messages'
import { composeText } from '@everwire/example-server/screen'
import { useState } from 'react'
import { Line } from './chat-line.tsx'
import type { Room } from './use-room.ts'

interface Props {
  readonly rooms: readonly Room[]
  readonly current: string
  readonly onEnter: (room: string) => void
}

export function Chat({ rooms, current, onEnter }: Props) {
  const room = rooms.find(({ name }) => name === current)
  if (!room) return null
  return (
    <section className="panel chat" aria-labelledby="chat-heading">
      <div className="head">
        <h2 id="chat-heading">Chat</h2>
        <fieldset className="rooms" aria-label="Room">
          {rooms.map(({ name }) => (
            <button
              key={name}
              type="button"
              data-testid={`room-${name}`}
              aria-pressed={name === current}
              onClick={() => onEnter(name)}
            >
              {name}
            </button>
          ))}
        </fieldset>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: who uses a keyboard scrolls it */}
      <div className="log" role="log" aria-relevant="additions" aria-label={`Lines in ${current}`} tabIndex={0}>
        <ol data-testid="chat-log">
          {room.chat.lines.map((line) => (
            <Line key={line.key} line={line} />
          ))}
        </ol>
      </div>
      <Compose key={current} room={room} />
    </section>
  )
}

function Compose({ room }: { room: Room }) {
  const [text, setText] = useState('')
  const label = `Message to ${room.name}`
  return (
    <form
      className="compose"
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim()) room.say(text.trim())
        setText('')
      }}
    >
      <div className="compose-row">
        <input
          data-testid="chat-input"
          aria-label={label}
          placeholder={label}
          autoComplete="off"
          maxLength={MAX_TEXT_LENGTH}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="button" data-testid="chat-send">
          Send
        </button>
      </div>
      <p className="note" data-testid="chat-note">
        {composeText(room.connection.state)}
      </p>
    </form>
  )
}
