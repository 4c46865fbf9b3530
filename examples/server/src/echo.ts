import type { Endpoint } from './endpoint.ts'

/** Text and binary come back as they came. */
export const echo: Endpoint = () => (connection) => ({
  receive: (data, isBinary) => connection.send(isBinary ? data : data.toString()),
})
