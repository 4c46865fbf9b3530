/** Where a page finds its server, and as whom it chats. */
export interface Page {
  /** The server's WebSocket origin, "ws://127.0.0.1:8081". */
  readonly server: string
  /** The same server over HTTP, for the faults. */
  readonly control: string
  readonly name: string
  /** What was wrong with the page's own address, in a sentence for the reader. */
  readonly problem?: string
}

const MOST_NAME = 24

/**
 * Reads a page's address: `?server=ws://host:port` names the server, which otherwise listens at the page's own port + 1;
 * `?name=` names the chatter. A server that cannot be meant is reported, and the usual one is used.
 */
export function readPage(href: string, defaultName: string): Page {
  const url = new URL(href)
  const name = url.searchParams.get('name')?.trim().slice(0, MOST_NAME) || defaultName
  const asked = url.searchParams.get('server')
  const usual = neighbour(url)
  if (asked === null) return { ...addresses(usual), name }
  const server = URL.canParse(asked) ? new URL(asked) : undefined
  if (server?.protocol === 'ws:' || server?.protocol === 'wss:') return { ...addresses(server), name }
  const problem = `The address asks for the server “${asked}”, which is no ws: or wss: URL. Using ${usual.host} instead.`
  return { ...addresses(usual), name, problem }
}

function neighbour(page: URL): URL {
  const port = Number(page.port || (page.protocol === 'https:' ? 443 : 80)) + 1
  return new URL(`${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.hostname}:${port}`)
}

function addresses(url: URL): Pick<Page, 'server' | 'control'> {
  const secure = url.protocol === 'wss:'
  return { server: `${secure ? 'wss' : 'ws'}://${url.host}`, control: `${secure ? 'https' : 'http'}://${url.host}` }
}
