// One sample: one implementation, one workload, a fresh process. Prints one JSON object: CPU nanoseconds for each unit.
import { Digest, messageOf, serverFrame } from './frames.mjs'
import { implementations } from './implementations.mjs'

const { implementation, workload, port, modules, ca } = JSON.parse(process.argv[2])
const connect = await implementations[implementation].load(modules)
const isRaw = implementation === 'raw'
const { kind, size, block, warm, count, deflate, tls, burst } = workload
const messages = Array.from({ length: kind ? block : 0 }, (_, index) => messageOf(workload, index))
const messageAt = (index) => messages[index % messages.length]
const context = { deflate, ca, maskedFrame: kind && masked(messageAt(0)) }

function urlOf(role, more = {}) {
  const query = new URLSearchParams({ kind, size, block, warm, count, deflate: deflate ? 1 : 0, ...more })
  return `${tls ? 'wss' : 'ws'}://${tls ? 'localhost' : '127.0.0.1'}:${port}/${role}?${query}`
}

function masked(message) {
  const frame = serverFrame(typeof message === 'string' ? 0x81 : 0x82, Buffer.from(message))
  const head = frame.length - Buffer.byteLength(message)
  frame[1] |= 0x80
  return Buffer.concat([frame.subarray(0, head), Buffer.alloc(4), frame.subarray(head)])
}

const roles = {
  /** Until `warm + count` messages have come; measured from `warm` on. */
  flood() {
    return new Promise((resolve, reject) => {
      let seen = 0
      let start
      const perMessage =
        isRaw && !deflate
          ? messages.reduce((sum, message) => sum + serverFrame(0, Buffer.from(message)).length, 0) / block
          : 1
      const [from, to] = [warm * perMessage, (warm + count) * perMessage]
      let length = 0
      const take = (added) => {
        seen += added
        if (start === undefined && seen >= from) start = process.cpuUsage()
        if (seen >= to && length >= 0) {
          resolve(elapsed(start, count))
          length = -1
        }
      }
      const onMessage = isRaw
        ? (bytes) => take(bytes)
        : (data) => {
            length += data.length ?? data.byteLength
            take(1)
          }
      connect(urlOf('flood', { count: warm + count + block }), onMessage, context).opened.catch(reject)
    })
  },

  async sink() {
    let answered
    const client = connect(urlOf('sink', { count: warm + count }), (data) => answered(data), context)
    await client.opened
    const answer = () => new Promise((resolve) => (answered = resolve))
    const warmed = answer()
    await sendAll(client, 0, warm)
    await warmed
    const done = answer()
    const start = process.cpuUsage()
    await sendAll(client, warm, warm + count)
    await done
    return elapsed(start, count)
  },

  async echo() {
    let answered
    const client = connect(urlOf('echo'), () => answered(), context)
    await client.opened
    const trips = (number) =>
      new Promise((resolve) => {
        let left = number
        answered = () => (left-- > 0 ? client.send(messages[0]) : resolve())
        answered()
      })
    await trips(warm)
    const start = process.cpuUsage()
    await trips(count)
    return elapsed(start, count)
  },

  async connect() {
    const many = async (number) => {
      for (let index = 0; index < number; index++) {
        const client = connect(urlOf('quiet'), () => {}, context)
        await client.opened
        await client.close()
      }
    }
    await many(warm)
    const start = process.cpuUsage()
    await many(count)
    return elapsed(start, count)
  },

  /** Bytes of resident memory for each open connection. */
  async idle() {
    const open = []
    const many = async (number) => {
      while (number > 0) {
        const some = Array.from({ length: Math.min(number, 50) }, () => connect(urlOf('quiet'), () => {}, context))
        await Promise.all(some.map((client) => client.opened))
        open.push(...some)
        number -= some.length
      }
    }
    await many(warm)
    await settled()
    const before = process.memoryUsage.rss()
    await many(count)
    await settled()
    return (process.memoryUsage.rss() - before) / count
  },
}

/** Sends in bursts, one a turn, and waits while too much is buffered. */
async function sendAll(client, from, to) {
  let index = from
  await new Promise((resolve) => {
    const turn = () => {
      if (client.buffered() > 8 * 2 ** 20) return setTimeout(turn, 1)
      for (let sent = 0; sent < burst && index < to; sent++) client.send(messageAt(index++))
      if (index < to) setImmediate(turn)
      else resolve()
    }
    turn()
  })
}

/** Every message of the workload once, compared by digest on the side that receives it. */
async function verify() {
  if (isRaw || !kind) return
  const expected = new Digest()
  for (const message of messages) expected.add(message)
  const received = await digests[workload.role]()
  if (received !== expected.value) throw new Error(`${implementation} garbled ${workload.name}`)
}

const digests = { flood: receivedDigest, sink: sentDigest, echo: echoedDigest }

async function receivedDigest() {
  const digest = new Digest()
  let seen = 0
  let client
  await new Promise((resolve, reject) => {
    client = connect(
      urlOf('flood', { count: block }),
      (data) => {
        digest.add(data)
        if (++seen === block) resolve()
      },
      context,
    )
    client.opened.catch(reject)
  })
  await client.close()
  return digest.value
}

async function sentDigest() {
  let answered
  const answer = new Promise((resolve) => (answered = resolve))
  const client = connect(urlOf('sink', { count: block, warm: 0, verify: 1 }), answered, context)
  await client.opened
  for (const message of messages) client.send(message)
  const text = await answer
  await client.close()
  return String(text).replace('done ', '')
}

async function echoedDigest() {
  const digest = new Digest()
  let answered
  const client = connect(urlOf('echo'), (data) => answered(data), context)
  await client.opened
  for (const message of messages) {
    const answer = new Promise((resolve) => (answered = resolve))
    client.send(message)
    digest.add(await answer)
  }
  await client.close()
  return digest.value
}

function elapsed(start, units) {
  const { user, system } = process.cpuUsage(start)
  return ((user + system) * 1000) / units
}

const settled = async () => {
  await new Promise((resolve) => setTimeout(resolve, 300))
  for (let time = 0; time < 3; time++) globalThis.gc()
}

await verify()
const value = await roles[workload.role]()
process.stdout.write(`${JSON.stringify({ value })}\n`, () => process.exit())
