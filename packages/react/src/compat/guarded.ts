const proxies = new WeakMap<WebSocket, WebSocket>()

/**
 * A shared WebSocket as one of its components may use it: properties can be read and set, its methods and handlers are
 * not for one of many to touch. Always the same one for the same WebSocket.
 */
export function guarded(webSocket: WebSocket): WebSocket {
  const proxy = proxies.get(webSocket) ?? guard(webSocket)
  proxies.set(webSocket, proxy)
  return proxy
}

function guard(webSocket: WebSocket): WebSocket {
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
