import { toValue } from 'vue'
import type { HeartbeatOptions, Pausable, WebSocketHeartbeatMessage } from './options.ts'

/** What a heartbeat does to its connection. */
export interface HeartbeatOwner {
  /** Sends the message; false where nothing is open. */
  send(message: WebSocketHeartbeatMessage): boolean
  /** Nothing came in time. */
  dead(): void
}

/** Beats while a connection is open. */
export interface Heartbeat {
  start(): void
  stop(): void
  /** Something came; answers whether it is the answer to a beat. */
  hears(data: unknown): boolean
}

/** Makes a heartbeat by VueUse's rules: any message is life, and only the answer is kept from the application. */
export function heartbeatOf(options: HeartbeatOptions, owner: HeartbeatOwner): Heartbeat {
  const { message = 'ping', responseMessage = message, pongTimeout = 1000 } = options
  const { interval = 1000, scheduler = every(interval) } = options
  let waiting: ReturnType<typeof setTimeout> | undefined
  const lives = () => {
    clearTimeout(waiting)
    waiting = undefined
  }
  const { pause, resume } = scheduler(() => {
    if (!owner.send(toValue(message))) return
    waiting ??= setTimeout(() => {
      waiting = undefined
      owner.dead()
    }, pongTimeout)
  })
  return {
    start: () => resume(),
    stop() {
      lives()
      pause()
    },
    hears(data) {
      lives()
      return data === toValue(responseMessage)
    },
  }
}

function every(interval: number): (beat: () => void) => Pausable {
  return (beat) => {
    let timer: ReturnType<typeof setInterval> | undefined
    const pause = () => clearInterval(timer)
    return {
      pause,
      resume() {
        pause()
        if (interval > 0) timer = setInterval(beat, interval)
      },
    }
  }
}
