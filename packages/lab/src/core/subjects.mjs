// What is measured, each a function that answers how to run `count` messages through it. One of them a process.
import { topics, webSocket } from '@everwire/core'
import { fromEvent, map, Observable, Subject, share } from 'rxjs'
import { webSocket as rxjsWebSocket } from 'rxjs/webSocket'

/** A transport without a network: what it is told to deliver goes to the sink, or as an event to the listeners. */
class Transport extends EventTarget {
  static last
  readyState = 0
  bufferedAmount = 0
  binaryType = 'blob'
  url = 'ws://bench/'
  protocol = ''
  extensions = ''
  sent = 0
  onmessage = null
  #sink = () => {}
  constructor() {
    super()
    Transport.last = this
  }
  send() {
    this.sent++
  }
  close() {}
  ping() {
    return Promise.resolve(0)
  }
  setMessageSink(sink) {
    this.#sink = sink
  }
  accept() {
    this.readyState = 1
    this.onopen?.(new Event('open'))
    this.dispatchEvent(new Event('open'))
    return this
  }
  run(count, message) {
    const sink = this.#sink
    for (let index = 0; index < count; index++) sink(message)
  }
}

let total = 0
/** What was consumed, so that no engine finds the work useless. */
export const consumed = () => total
const take = (message) => {
  total += message.length
}
const text = 'x'.repeat(32)
const dial = () => {
  const socket = webSocket('ws://bench/', { WebSocketCtor: Transport })
  socket.open()
  Transport.last.accept()
  return socket
}
const overData = (subscribers) => () => {
  const socket = dial()
  for (let index = 0; index < subscribers; index++) socket.data$.subscribe((message) => take(message))
  return (count) => Transport.last.run(count, text)
}
const loop = (subscribers) => () => {
  const callbacks = Array.from({ length: subscribers }, () => (message) => take(message))
  const sink = (message) => {
    for (let index = 0; index < callbacks.length; index++) callbacks[index](message)
  }
  const transport = new Transport()
  transport.setMessageSink(sink)
  return (count) => transport.run(count, text)
}
const subject = (subscribers) => () => {
  const source = new Subject()
  for (let index = 0; index < subscribers; index++) source.subscribe((message) => take(message))
  const transport = new Transport()
  transport.setMessageSink((message) => source.next(message))
  return (count) => transport.run(count, text)
}

export const subjects = {
  'bare callback': loop(1),
  'bare loop, 1,000': loop(1000),
  'new Observable': () => {
    const transport = new Transport()
    new Observable((subscriber) => transport.setMessageSink((message) => subscriber.next(message))).subscribe(take)
    return (count) => transport.run(count, text)
  },
  'Subject, 1': subject(1),
  'Subject, 1,000': subject(1000),
  'fromEvent + map + share': () => {
    const target = new EventTarget()
    fromEvent(target, 'message')
      .pipe(
        map((event) => event.data),
        share(),
      )
      .subscribe(take)
    const event = Object.assign(new Event('message'), { data: text })
    return (count) => {
      for (let index = 0; index < count; index++) target.dispatchEvent(event)
    }
  },
  'rxjs webSocket, 1': () => {
    rxjsWebSocket({ url: 'ws://bench/', WebSocketCtor: Transport, deserializer: ({ data }) => data }).subscribe(take)
    const transport = Transport.last.accept()
    return (count) => {
      for (let index = 0; index < count; index++) transport.onmessage({ data: text })
    }
  },
  'everwire data$, 1': overData(1),
  'everwire data$, 10': overData(10),
  'everwire data$, 1,000': overData(1000),
  'everwire message$, 1': () => {
    dial().message$.subscribe((event) => take(event.data))
    return (count) => Transport.last.run(count, text)
  },
  'everwire topic, 1 of 1,000': () => {
    const socket = webSocket('ws://bench/', {
      WebSocketCtor: Transport,
      codec: { decode: (data) => data, encode: () => '' },
    })
    const quotes = topics(socket, (message) => message.key, { subscribe: () => ({}), unsubscribe: () => ({}) })
    for (let index = 0; index < 1000; index++) quotes(`key ${index}`).subscribe((message) => take(message.text))
    Transport.last.accept()
    const messages = Array.from({ length: 1000 }, (_, index) => ({ key: `key ${index}`, text }))
    return (count) => {
      for (let index = 0; index < count; index++) Transport.last.run(1, messages[index % 1000])
    }
  },
  'transport send': () => {
    const transport = new Transport().accept()
    return (count) => {
      for (let index = 0; index < count; index++) transport.send(text)
    }
  },
  'everwire send': () => {
    const socket = dial()
    return (count) => {
      for (let index = 0; index < count; index++) socket.send(text)
    }
  },
}
