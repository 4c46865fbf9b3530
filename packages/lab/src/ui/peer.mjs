// The other side of the benchmark, in a process of its own: sends each page what it is told to.
import { once } from 'node:events'
import { WebSocketServer } from 'ws'

const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 })
/** The page of each sample, by the name it gave in its URL. */
const clients = new Map()
sockets.on('connection', (client, { url }) => {
  const name = new URL(url, 'ws://peer').searchParams.get('sample')
  clients.set(name, client)
  client.once('close', () => clients.delete(name))
  sockets.emit('client')
})

async function clientOf(name) {
  while (!clients.has(name)) await once(sockets, 'client')
  return clients.get(name)
}

const message = (seq, of) =>
  JSON.stringify({
    seq,
    of,
    symbol: 'ACME',
    price: 100 + (seq % 100) / 4,
    size: seq % 1000,
    side: seq % 2 ? 'buy' : 'sell',
  })

const orders = {
  /** So many messages as fast as the network takes them. */
  flood(client, count) {
    for (let seq = 1; seq <= count; seq++) client.send(message(seq, count))
  },
  /** So many messages a second, until the page is gone. */
  feed(client, rate) {
    let seq = 0
    const timer = setInterval(() => client.send(message(++seq, 0)), 1000 / rate)
    client.once('close', () => clearInterval(timer))
  },
}

process.on('message', async ({ order, sample, amount }) => orders[order](await clientOf(sample), amount))
process.on('disconnect', () => process.exit())
sockets.once('listening', () => process.send({ port: sockets.address().port }))
