// The demo's two ports: the pages' own, and the server's, which is the next. The pages count on that.
import { createServer } from 'node:net'

export const host = '127.0.0.1'
const variable = 'EVERWIRE_PORT'
const usual = 8080

/** Reads the ports from the environment; an Error says what is wrong with a bad one. */
export function portsFrom(environment) {
  const text = environment[variable] || String(usual)
  const pages = Number(text)
  if (!/^\d+$/.test(text) || pages < 1 || pages > 65_534) {
    throw new Error(`${variable} must be a port from 1 to 65534, not "${text}".`)
  }
  return { pages, server: pages + 1 }
}

/** Throws where a port cannot be had, saying how to move the demo elsewhere. */
export async function claimable(port) {
  const probe = createServer()
  await new Promise((resolve, reject) => {
    probe.once('error', (error) => {
      const why = error.code === 'EADDRINUSE' ? 'is in use' : `cannot be had (${error.code})`
      const elsewhere = port > 40_000 ? usual : port + 1_000
      const how = `${variable}=${elsewhere} npm start moves the demo to ${elsewhere} and ${elsewhere + 1}.`
      reject(new Error(`Port ${port} of ${host} ${why}. ${how}`, { cause: error }))
    })
    probe.listen({ port, host, exclusive: true }, resolve)
  })
  await new Promise((resolve) => probe.close(resolve))
}
