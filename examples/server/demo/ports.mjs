// The demo's three ports: the pages' own, the server's, which is the next and the pages count on that, and the server's for
// JSON lines.
import { createServer } from 'node:net'

export const host = '127.0.0.1'
const variable = 'EVERWIRE_PORT'
const usual = 8080

/** Reads the ports from the environment; an Error says what is wrong with a bad one. */
export function portsFrom(environment) {
  const text = environment[variable] || String(usual)
  const pages = Number(text)
  if (!/^\d+$/.test(text) || pages < 1 || pages > 65_533) {
    throw new Error(`${variable} must be a port from 1 to 65533, not "${text}".`)
  }
  return { pages, server: pages + 1, tcp: pages + 2 }
}

/** Throws where a port cannot be had, saying how to move the demo elsewhere. */
export async function claimable(port) {
  const probe = createServer()
  await new Promise((resolve, reject) => {
    probe.once('error', (error) => {
      const why = error.code === 'EADDRINUSE' ? 'is in use' : `cannot be had (${error.code})`
      const elsewhere = port > 40_000 ? usual : port + 1_000
      const how = `${variable}=${elsewhere} npm start moves the demo to ${elsewhere} and the two after it.`
      reject(new Error(`Port ${port} of ${host} ${why}. ${how}`, { cause: error }))
    })
    probe.listen({ port, host, exclusive: true }, resolve)
  })
  await new Promise((resolve) => probe.close(resolve))
}
