// Through proxies as they stand before most servers: they pass everything on, and cut what they take for idle.
import { fileURLToPath } from 'node:url'
import { webSocket } from '@everwire/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Client } from './client.ts'
import { type Peer, type Recipe, startPeer } from './peer.ts'
import { find, type Program, skipWithout } from './programs.ts'

const echoServer = fileURLToPath(new URL('peers/ws.mjs', import.meta.url))

/** How long a proxy lets a connection be idle, in milliseconds. */
const IDLE = 1000

const nginx = (path: string, upstream: number): Recipe => ({
  command: (_, folder) => [path, '-p', folder, '-c', `${folder}/nginx.conf`, '-e', 'stderr'],
  files: (port, folder) => ({
    'nginx.conf': `
      daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log stderr crit;
      events {}
      http {
        access_log off;
        ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((it) => `${it}_temp_path ${folder}/${it};`).join(' ')}
        server {
          listen 127.0.0.1:${port};
          location / {
            proxy_pass http://127.0.0.1:${upstream};
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
            proxy_read_timeout ${IDLE}ms;
          }
          location /gone { proxy_pass http://127.0.0.1:9; }
        }
      }`,
  }),
})

const haproxy = (path: string, upstream: number): Recipe => ({
  command: (_, folder) => [path, '-db', '-f', `${folder}/haproxy.cfg`],
  files: (port) => ({
    'haproxy.cfg': `
defaults
  mode http
  timeout connect 5s
  timeout client 10s
  timeout server 10s
  timeout tunnel ${IDLE}ms
frontend public
  bind 127.0.0.1:${port}
  use_backend gone if { path /gone }
  default_backend echo
backend echo
  server one 127.0.0.1:${upstream}
backend gone
  retries 0
  server none 127.0.0.1:9
`,
  }),
})

/** With the status for a server that cannot be reached. */
const proxies: [name: string, program: Program, recipe: typeof nginx, gone: number][] = [
  ['nginx', find('nginx'), nginx, 502],
  ['haproxy', find('haproxy'), haproxy, 503],
]

describe.each(proxies)('through %s', (_, program, recipe, gone) => {
  const peers: Peer[] = []
  let url = ''
  beforeAll(async () => {
    const { path } = program
    if (path === undefined) return
    peers.push(await startPeer({ command: (port) => [process.execPath, echoServer, String(port)] }))
    peers.push(await startPeer(recipe(path, peers[0]!.port)))
    url = `ws://127.0.0.1:${peers[1]!.port}/`
  }, 45_000)
  afterAll(() => Promise.all(peers.map((peer) => peer.stop())))
  skipWithout(program)

  it('messages, extensions, a subprotocol and a close code pass', async () => {
    const client = new Client(url, ['a', 'b'], { perMessageDeflate: { threshold: 0 } })
    await client.opened
    expect([client.socket.extensions, client.socket.protocol]).toEqual(['permessage-deflate', 'b'])
    for (const length of [1, 70_000, 1_000_000]) {
      const text = 'äbc€'.repeat(length / 4 + 1)
      client.socket.send(text)
      expect((await client.next()) === text).toBe(true)
    }
    client.socket.send('close')
    expect(await client.closed).toEqual({ code: 4001, reason: 'enough', wasClean: true })
  })

  it('a connection that is idle too long ends with 1006, after its time and not before', async () => {
    const client = new Client(url)
    await client.opened
    const since = performance.now()
    expect(await client.closed).toEqual({ code: 1006, reason: '', wasClean: false })
    expect(performance.now() - since).toBeGreaterThan(IDLE - 100)
  })

  it('the core comes back after that by itself, and its heartbeat keeps a connection from being idle', async () => {
    const idle = webSocket(url, { heartbeat: false, reconnect: () => 20 })
    const beating = webSocket(url, { heartbeat: { interval: IDLE / 5, timeout: 20 * IDLE }, reconnect: false })
    const causes: unknown[] = []
    let opened = 0
    const leases = [idle.open(), beating.open()]
    idle.state$.subscribe((state) => {
      if (state.phase === 'waiting') causes.push(state.cause)
      if (state.phase === 'open') opened++
    })
    await expect.poll(() => opened).toBe(3)
    expect(causes.slice(0, 2)).toEqual(Array(2).fill({ type: 'closed', code: 1006, reason: '', wasClean: false }))
    expect(beating.state.phase).toBe('open')
    for (const lease of leases) lease.unsubscribe()
  })

  it('a server that is gone is a refused handshake with the status of the proxy', async () => {
    const client = new Client(`${url}gone`)
    await expect(client.opened).rejects.toMatchObject({ name: 'HandshakeError', code: 'status', status: gone })
    const socket = webSocket(`${url}gone`, { reconnect: () => 60_000 })
    const lease = socket.open()
    await expect.poll(() => socket.state).toMatchObject({ phase: 'waiting', cause: { type: 'refused', status: gone } })
    lease.unsubscribe()
  })
})
