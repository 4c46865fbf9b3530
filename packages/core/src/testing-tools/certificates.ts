import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'

/** Key and certificate chain, as Node's TLS servers take them. */
export interface Identity {
  readonly key: string
  readonly cert: string
}

/** A certificate authority of its own, made anew for each test run. */
export interface Authority {
  /** Its certificate, for the option `ca`. */
  readonly ca: string
  /** Certifies a server for names and addresses, from now or for a time gone by. */
  issue(names: readonly string[], valid?: 'now' | 'expired'): Promise<Identity>
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const DAY = 86_400_000
const crypto = webcrypto as Crypto
x509.cryptoProvider.set(crypto)

const generate = (): Promise<CryptoKeyPair> => crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])

async function keyOf(pair: CryptoKeyPair): Promise<string> {
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', pair.privateKey)).toString('base64')
  return `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`
}

function subjectAlternativeNames(names: readonly string[]): x509.SubjectAlternativeNameExtension {
  return new x509.SubjectAlternativeNameExtension(
    names.map((value) => ({ type: /^[\d.]+$|:/.test(value) ? ('ip' as const) : ('dns' as const), value })),
  )
}

/** Makes a certificate authority. */
export async function createAuthority(): Promise<Authority> {
  const keys = await generate()
  const now = Date.now()
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Test authority',
    keys,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(now - 30 * DAY),
    notAfter: new Date(now + DAY),
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  })
  return {
    ca: root.toString('pem'),
    async issue(names, valid = 'now') {
      const own = await generate()
      const certificate = await x509.X509CertificateGenerator.create({
        subject: `CN=${names[0]}`,
        issuer: root.subject,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: ALGORITHM,
        notBefore: new Date(now - 20 * DAY),
        notAfter: new Date(valid === 'now' ? now + DAY : now - DAY),
        extensions: [subjectAlternativeNames(names)],
      })
      return { key: await keyOf(own), cert: certificate.toString('pem') }
    },
  }
}

/** A certificate that nobody but itself vouches for. */
export async function selfSigned(name: string): Promise<Identity> {
  const keys = await generate()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(Date.now() - DAY),
    notAfter: new Date(Date.now() + DAY),
    extensions: [subjectAlternativeNames([name])],
  })
  return { key: await keyOf(keys), cert: certificate.toString('pem') }
}
