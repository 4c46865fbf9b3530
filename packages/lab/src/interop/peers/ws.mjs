// An echo server of `ws`: `node ws.mjs PORT`. The message "close" has it close, "drop" has it vanish.
import { WebSocketServer } from 'ws'

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(process.argv[2]),
  perMessageDeflate: { threshold: 0 },
  maxPayload: 2 ** 26,
  handleProtocols: (offered) => (offered.has('b') ? 'b' : false),
})
server.on('connection', (socket) => {
  socket.on('error', () => {})
  socket.on('message', (data, isBinary) => {
    const text = isBinary ? '' : data.toString()
    if (text === 'close') socket.close(4001, 'enough')
    else if (text === 'drop') socket.terminate()
    else socket.send(data, { binary: isBinary })
  })
})
