import type { Prose } from './prose.ts'
import { sharing } from './sharing-warning.ts'

const TIME = `milliseconds from 0 to ${2 ** 31 - 1}`
const FUNCTION = 'a function'
const STRING = 'a string'
const BOOLEAN = 'a boolean'
const ON_INVALID = "'report', 'drop' or 'close'"
const BOUND = 'a number from 1'
const COUNT = 'a whole number from 1, or Infinity'
const ASKED = ', or a function that answers that'

/** What an option may be. A number at the end of its name is one of many. */
const ALLOWED: Readonly<Record<string, string>> = {
  url: `a string or a URL${ASKED}`,
  protocols: `a string or a list of strings${ASKED}`,
  query: `an object of strings or URLSearchParams${ASKED}`,
  headers: `an object of strings${ASKED}; none where a browser's WebSocket dials, which cannot send headers: there put a token into \`query\` or \`protocols\``,
  connectTimeout: TIME,
  closeTimeout: TIME,
  linger: TIME,
  reconnect: "'spread', 'eager', a policy function or false",
  closeCodes: 'an object from codes to rules',
  'closeCodes.*': "'final', 'retry', 'auth' or 'spread'",
  dialLimit: 'an object with max and per, or false',
  'dialLimit.max': COUNT,
  'dialLimit.per': TIME,
  queue: 'an object',
  'queue.messages': BOUND,
  'queue.bytes': BOUND,
  'queue.overflow': "'error', 'drop-oldest' or 'drop-newest'",
  'queue.high': BOUND,
  'queue.low': 'a number of bytes from 0 to `queue.high`',
  heartbeat: 'an object, or false',
  'heartbeat.interval': `${TIME}, and not 0`,
  'heartbeat.timeout': `${TIME}, and more than \`heartbeat.interval\``,
  'heartbeat.reply': FUNCTION,
  signals: 'false, a source, or a list of online, offline, visible, freeze, resume, restored and wake',
  codec: 'a codec, such as json()',
  'codec.binaryType': "'arraybuffer' or 'blob'",
  'codec.onInvalid': ON_INVALID,
  onInvalid: ON_INVALID,
  'codec.decode': FUNCTION,
  'codec.encode': FUNCTION,
  inspector: 'an object with next()',
  'inspector.next': FUNCTION,
  'inspector.contents': BOOLEAN,
  resume: 'an object with wrap()',
  'resume.wrap': FUNCTION,
  'resume.offer': FUNCTION,
  clock: 'an object with now(), setTimeout() and clearTimeout()',
  'clock.now': FUNCTION,
  'clock.setTimeout': FUNCTION,
  'clock.clearTimeout': FUNCTION,
  random: FUNCTION,
  WebSocketCtor: 'a constructor',
  options: 'an object',
  type: "'open', 'message', 'data', 'error', 'close' or 'state'",
  handler: FUNCTION,
  reason: STRING,
  ttl: TIME,
  replaceKey: STRING,
  carry: BOOLEAN,
  overlap: BOOLEAN,
  limit: COUNT,
  signal: 'an AbortSignal',
  key: STRING,
  share: BOOLEAN,
  registry: 'a Registry',
  'registry.get': FUNCTION,
  delivery: "'frame', 'every' or a number of milliseconds",
  'topics.key': FUNCTION,
  subscribe: FUNCTION,
  unsubscribe: FUNCTION,
  onMessage: FUNCTION,
  onOpen: FUNCTION,
  onClose: FUNCTION,
  onError: FUNCTION,
  match: FUNCTION,
  timeout: TIME,
}

/** A sentence for each subject; `~` is where its detail goes; where there is none, its parentheses go with it. */
const SENTENCES: Readonly<Record<string, string>> = {
  'close()': 'close() was called; open() opens it again.',
  'final closed': 'The connection ended for good with close code ~.',
  'final refused': 'The connection was refused for good (HTTP status ~).',
  'final options': 'The connection cannot be dialled: ~',
  'final timeout': 'The connection ended for good: no attempt opened in time.',
  'final dead': 'The connection ended for good: the peer fell silent.',
  'final offline': 'The connection ended for good: there is no network.',
  connectTimeout: 'No connection within ~ ms.',
  dial: 'Could not dial: ~',
  connect: 'No connection to ~',
  transport: 'The connection failed: ~',
  heartbeat: 'The peer gave no sign of life; the connection is given up.',
  'heartbeat.message': "The heartbeat's message could not be sent: ~",
  WebSocketCtor:
    'This runtime has no WebSocket. Pass one as the option `WebSocketCtor`, for example the one of the package `ws`.',
  signals: 'The `signals` source threw, and is not listened to: ~',
  reconnect: 'The `reconnect` policy threw; the default one decides.',
  decode: 'A message could not be decoded: ~',
  encode: 'The message could not be encoded: ~',
  codec:
    'Without a codec, such as json(), only strings and bytes can be sent, and this is of type ~. A Blob is to be read first.',
  'codec.encode': 'The codec answered ~; a transport sends strings and bytes.',
  ttl: 'Its `ttl` passed while it waited.',
  replaceKey: 'A newer message with the same `replaceKey` took its place.',
  carry: 'The connection it was meant for is gone, and `carry` is false.',
  queue: 'The send queue is full (~). Wait for drain(), raise `queue`, or choose `queue.overflow`.',
  'queue.overflow': 'A message was dropped: the send queue is full.',
  send: 'The transport refused the message.',
  unknown: 'The connection ended after the message was handed over.',
  resume: 'The session ended before the message was confirmed.',
  iterate:
    'An iterator drops messages: more than ~ waited. Take them faster, or raise `limit`; it counts them in `dropped`.',
  'close code': 'The close code is ~; allowed: 1000, or 3000 to 4999.',
  'close reason': 'The close reason has ~ of UTF-8; allowed: 123.',
  binaryType: "binaryType is ~; allowed: 'arraybuffer' or 'blob'.",
}

/** What is said at length, for the entries that have room for it. */
export const english: Prose = {
  sentence: (subject, detail) => SENTENCES[subject]?.replace(detail ? '~' : / \([^(]*~\)/, () => detail),
  allowed: (option) => ALLOWED[option.replace(/\d+$/, '*')],
  sharing,
}
