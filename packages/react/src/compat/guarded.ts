/**
 * A shared WebSocket as one of its components may use it: properties can be read and set, its methods and handlers are
 * not for one of many to touch.
 */
export function guarded(webSocket: WebSocket): WebSocket {
  return new Proxy(webSocket, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      console.error(`${String(name)}() of a shared WebSocket is not to be called; use what useWebSocket answers.`)
      return () => {}
    },
    set(target, name, value) {
      if (/^on/.test(String(name))) {
        console.warn(`${String(name)} of a shared WebSocket is not to be set; give useWebSocket a handler.`)
      } else Reflect.set(target, name, value)
      return true
    },
  })
}
