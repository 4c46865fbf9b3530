// The built pages over HTTP: the landing page at the top, an app below each of its names.
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import sirv from 'sirv'
import { host } from './ports.mjs'

const examples = fileURLToPath(new URL('../../', import.meta.url))
const apps = ['react', 'vue', 'svelte']

/** Which folder answers for which path; the longest first. */
const folders = [
  ...apps.map((app) => ({ base: `/${app}/`, folder: `${examples}${app}/dist` })),
  { base: '/screen/', folder: `${examples}server/screen` },
  { base: '/', folder: `${examples}server/pages` },
]

const plain = (response, status, text, headers = {}) =>
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers }).end(`${text}\n`)

/** Serves the pages on a port, and answers the HTTP server once it listens. */
export async function servePages(port) {
  const mounted = folders.map(({ base, folder }) => ({ base, serve: sirv(folder, { etag: true, dev: true }) }))
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url, `http://${host}`)
    if (apps.includes(pathname.slice(1))) return plain(response, 301, 'moved', { location: `${pathname}/${search}` })
    const { base, serve } = mounted.find((it) => pathname.startsWith(it.base))
    request.url = request.url.slice(base.length - 1)
    serve(request, response, () => plain(response, 404, `There is no page at ${pathname}.`))
  })
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
  return server
}
