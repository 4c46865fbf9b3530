import type { Connection, Session } from './connection.ts'

/**
 * One WebSocket endpoint. It reads the query before the handshake, so that an `InputError` thrown here refuses the
 * connection, and answers what opens the session afterwards.
 */
export type Endpoint = (query: URLSearchParams) => (connection: Connection) => Session
