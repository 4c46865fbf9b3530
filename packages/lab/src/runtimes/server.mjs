// The other end of the smoke tests: an echo server of `ws`, plain and over TLS. It prints where it is, and ends when its
// standard input does. The message "close" has it close, "drop" has it vanish.
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { WebSocketServer } from 'ws'
import { certificate } from '../transport/certificate.mjs'

const { cert, key } = await certificate()
const servers = [createServer(), createTlsServer({ cert, key })]
for (const server of servers) {
  const sockets = new WebSocketServer({ server, perMessageDeflate: { threshold: 0 }, maxPayload: 2 ** 26 })
  sockets.on('connection', (socket) => {
    socket.on('error', () => {})
    socket.on('message', (data, isBinary) => {
      const text = isBinary ? '' : data.toString()
      if (text === 'close') socket.close(4001, 'enough')
      else if (text === 'drop') socket.terminate()
      else socket.send(data, { binary: isBinary })
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
}
const [ws, wss] = servers.map((server) => server.address().port)
console.log(JSON.stringify({ ws: `ws://127.0.0.1:${ws}/`, wss: `wss://localhost:${wss}/`, ca: cert }))
process.stdin.once('end', () => process.exit(0)).resume()
