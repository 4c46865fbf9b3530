// Runs in each runtime, in a project that has the package installed: prints what holds, as JSON. Its argument says where
// the server is.
import { webSocket } from '@everwire/core'
import { WebSocket } from '@everwire/core/node'

const { ws, wss, ca } = JSON.parse(process.argv[2])
const TIMEOUT = 20_000

const within = (promise, what) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what} took longer than ${TIMEOUT} ms`)), TIMEOUT)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })

function must(ok, what) {
  if (!ok) throw new Error(what)
}

/** A connection whose messages are taken one by one. */
async function connect(url, options) {
  const socket = new WebSocket(url, options)
  socket.binaryType = 'arraybuffer'
  const inbox = []
  let wake = () => {}
  socket.onmessage = ({ data }) => {
    inbox.push(data)
    wake()
  }
  const closed = new Promise((resolve) => {
    socket.onclose = resolve
  })
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    void closed.then(() => reject(socket.failure ?? new Error('closed')))
  })
  const next = async () => {
    while (inbox.length === 0) {
      await new Promise((resolve) => {
        wake = resolve
      })
    }
    return inbox.shift()
  }
  return { socket, next, closed }
}

async function echoes({ socket, next }) {
  for (const text of ['', 'héllo €', 'x'.repeat(500_000)]) {
    socket.send(text)
    must((await next()) === text, `a text of ${text.length} came back changed`)
  }
}

const checks = {
  async echo() {
    const it = await connect(ws, { perMessageDeflate: false })
    await echoes(it)
    must((await it.socket.ping()) >= 0, 'no round trip')
    it.socket.close()
  },

  async binary() {
    const { socket, next } = await connect(ws, { perMessageDeflate: false })
    for (const length of [0, 125, 65_536, 1_000_000]) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * index) >> 3)
      socket.send(bytes)
      const answer = new Uint8Array(await next())
      must(answer.length === length && answer.every((byte, index) => byte === bytes[index]), `${length} bytes changed`)
    }
    socket.close()
  },

  async deflate() {
    const it = await connect(ws, { perMessageDeflate: { threshold: 0 } })
    must(it.socket.extensions.startsWith('permessage-deflate'), `extensions are "${it.socket.extensions}"`)
    await echoes(it)
    it.socket.close()
  },

  async TLS() {
    const it = await connect(wss, { tls: { ca } })
    await echoes(it)
    it.socket.close()
    const refused = await connect(wss).catch((error) => error)
    must(refused.code === 'tls', `an unknown certificate was ${refused.code ?? 'accepted'}`)
  },

  async close() {
    const theirs = await connect(ws)
    theirs.socket.send('close')
    const { code, reason, wasClean } = await theirs.closed
    must(code === 4001 && reason === 'enough' && wasClean, `their close is ${code} ${reason} ${wasClean}`)
    const ours = await connect(ws)
    ours.socket.close(4002, 'bye')
    const ending = await ours.closed
    must(ending.code === 4002 && ending.reason === 'bye' && ending.wasClean, `our close is ${ending.code}`)
    const cut = await connect(ws)
    cut.socket.send('drop')
    must((await cut.closed).code === 1006, 'a cut is no 1006')
  },

  async webSocket() {
    const socket = webSocket(ws, { reconnect: () => 20, heartbeat: { interval: 20, timeout: 10_000 } })
    const phases = []
    socket.state$.subscribe(({ phase }) => phases.push(phase))
    const beat = new Promise((resolve) => socket.latency$.subscribe(resolve))
    const heard = new Promise((resolve) => socket.data$.subscribe((data) => data === 'after' && resolve()))
    must((await socket.send('before').settled) === 'sent', 'not sent')
    await beat
    must(socket.raw instanceof WebSocket, 'the core dialled with another WebSocket')
    socket.send('drop')
    while (!phases.includes('waiting')) await new Promise((resolve) => setTimeout(resolve, 5))
    socket.send('after')
    await heard
    socket.close()
    const path = phases.join(' ')
    must(path.startsWith('idle connecting open waiting connecting open closing'), `the phases are ${path}`)
  },
}

const results = {}
for (const [name, check] of Object.entries(checks)) {
  results[name] = await within(check(), name).then(
    () => 'ok',
    (error) => error?.message ?? String(error),
  )
}
console.log(JSON.stringify(results))
process.exit(0)
