import { createServer, type Server, type Socket } from 'node:net'
import { jsonObject, textField } from './fields.ts'
import { errorMessage, InputError } from './input-error.ts'
import { endSoon, firstLine, LineChannel } from './line-channel.ts'
import { MAX_MESSAGE_BYTES } from './messages.ts'
import { type Reception, type Target, targetOf } from './reception.ts'

const EXAMPLE = '{"path":"/feed?rate=5"}'
const LONGEST_PATH = 2_000

/**
 * The endpoints as JSON lines on a TCP stream, for clients that never learned WebSocket. The first line names the endpoint,
 * each further one is a message. No page can misuse it: what a browser sends first, a request or a TLS record, is no such
 * line, and ends the stream.
 *
 * @param patience milliseconds for the first line
 */
export function createLineServer(receive: Reception, patience: number): Server {
  // A client that vanished without a word is noticed by TCP, after some minutes.
  const settings = { allowHalfOpen: true, keepAlive: true, keepAliveInitialDelay: 30_000 }
  return createServer(settings, (socket) => {
    socket.on('error', () => socket.destroy())
    const refuse = (error: InputError): void => refuseStream(socket, error)
    const fail = (message: string): void => refuse(new InputError('bad-request', `${message} Send ${EXAMPLE}.`))
    const timer = setTimeout(fail, patience, `The first line has to come within ${patience} ms.`)
    const leave = (): void => endSoon(socket)
    socket.once('end', leave).once('close', () => clearTimeout(timer))
    const receiveLine = (line: Buffer): void => {
      clearTimeout(timer)
      socket.off('end', leave)
      receive({
        socket,
        address: socket.remoteAddress ?? '',
        target: () => readTarget(line),
        accept: (serve) => serve(new LineChannel(socket)),
        refuse,
      })
    }
    firstLine(socket, receiveLine, () => fail(`The first line is longer than ${MAX_MESSAGE_BYTES} bytes.`))
  })
}

function readTarget(line: Buffer): Target {
  const { path, ...rest } = jsonObject(line, false, EXAMPLE)
  const unknown = Object.keys(rest)[0]
  if (unknown === undefined) return targetOf(textField('path', path, LONGEST_PATH))
  throw new InputError('bad-message', `The first line takes "path", not "${unknown.slice(0, 64)}". Send ${EXAMPLE}.`)
}

function refuseStream(socket: Socket, { code, message }: InputError): void {
  if (socket.destroyed || socket.writableEnded) return
  socket.write(`${JSON.stringify(errorMessage(code, message))}\n`)
  endSoon(socket)
}
