// What is measured, and the goals: client CPU for a message (or round trip, or connection) relative to ws with bufferutil.

/**
 * @typedef {object} Workload
 * @property {string} name
 * @property {'flood' | 'sink' | 'echo' | 'connect' | 'idle'} role
 * @property {'text' | 'binary' | 'json'} [kind]
 * @property {number} [size] bytes of a message
 * @property {number} [block] how many different messages there are
 * @property {number} [warm] how many come before measuring
 * @property {number} count how many are measured
 * @property {number} [burst] messages sent in one turn
 * @property {boolean} [deflate]
 * @property {boolean} [tls]
 * @property {{ class?: number, core?: number, raw?: number }} goal at most this ratio, to ws or to the raw socket
 */

/** @type {readonly Workload[]} */
export const workloads = [
  {
    name: 'receive 32 B text',
    role: 'flood',
    kind: 'text',
    size: 32,
    block: 2000,
    warm: 400_000,
    count: 2_000_000,
    goal: { core: 0.25, class: 0.5 },
  },
  {
    name: 'receive 256 B text',
    role: 'flood',
    kind: 'text',
    size: 256,
    block: 1000,
    warm: 200_000,
    count: 1_000_000,
    goal: { core: 0.33, class: 0.5 },
  },
  {
    name: 'receive 16 KiB binary',
    role: 'flood',
    kind: 'binary',
    size: 16_384,
    block: 40,
    warm: 10_000,
    count: 60_000,
    goal: { core: 0.8, class: 0.9 },
  },
  {
    name: 'receive 1 MiB binary',
    role: 'flood',
    kind: 'binary',
    size: 2 ** 20,
    block: 4,
    warm: 200,
    count: 1000,
    goal: { core: 1, class: 1 },
  },
  {
    name: 'receive 740 B JSON, deflate',
    role: 'flood',
    kind: 'json',
    size: 740,
    block: 1000,
    warm: 20_000,
    count: 60_000,
    deflate: true,
    goal: { core: 0.17, class: 0.2 },
  },
  {
    name: 'send 32 B, 256 a tick',
    role: 'sink',
    kind: 'text',
    size: 32,
    block: 256,
    burst: 256,
    warm: 100_000,
    count: 600_000,
    goal: { class: 0.1 },
  },
  {
    name: 'send 32 B, 8 a tick',
    role: 'sink',
    kind: 'text',
    size: 32,
    block: 256,
    burst: 8,
    warm: 40_000,
    count: 200_000,
    goal: { class: 0.55 },
  },
  {
    name: 'send 32 B, 1 a tick',
    role: 'sink',
    kind: 'text',
    size: 32,
    block: 256,
    burst: 1,
    warm: 20_000,
    count: 80_000,
    goal: { class: 1 },
  },
  {
    name: 'send 16 KiB binary',
    role: 'sink',
    kind: 'binary',
    size: 16_384,
    block: 16,
    burst: 4,
    warm: 4000,
    count: 40_000,
    goal: { class: 0.8 },
  },
  {
    name: 'send 1 MiB binary',
    role: 'sink',
    kind: 'binary',
    size: 2 ** 20,
    block: 4,
    burst: 1,
    warm: 100,
    count: 700,
    goal: { class: 1.1 },
  },
  {
    name: 'send 740 B JSON, deflate',
    role: 'sink',
    kind: 'json',
    size: 740,
    block: 256,
    burst: 32,
    warm: 3000,
    count: 8000,
    deflate: true,
    goal: { class: 0.25 },
  },
  {
    name: 'receive 32 B text, TLS',
    role: 'flood',
    kind: 'text',
    size: 32,
    block: 2000,
    warm: 400_000,
    count: 1_000_000,
    tls: true,
    goal: { class: 0.5, core: 0.33 },
  },
  {
    name: 'send 32 B, 256 a tick, TLS',
    role: 'sink',
    kind: 'text',
    size: 32,
    block: 256,
    burst: 256,
    warm: 100_000,
    count: 400_000,
    tls: true,
    goal: { class: 0.33 },
  },
  {
    name: 'echo 32 B',
    role: 'echo',
    kind: 'text',
    size: 32,
    block: 1,
    warm: 10_000,
    count: 40_000,
    goal: { raw: 1.1 },
  },
  // Each function runs once a connection, so it takes thousands until V8 has compiled them.
  { name: 'connect and close', role: 'connect', warm: 4000, count: 4000, goal: { class: 0.4 } },
  { name: 'idle memory', role: 'idle', warm: 100, count: 2000, goal: { raw: 1.2 } },
]
