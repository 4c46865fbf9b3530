/** What is known to say at length. */
export interface Prose {
  /** A sentence about a subject and what is particular about it. */
  sentence(subject: string, detail: string): string | undefined
  /** What an option may be. */
  allowed(option: string): string | undefined
  /** A connection is shared, by a key and with the options of who asked first. Answers what tells those who ask later. */
  sharing(key: string, options: object): ((later: object) => void) | undefined
}

/**
 * Sentences spare nobody bytes, so a page's production build has none: there a message is its subject, which is the name of
 * an option, a method or a concept, and a detail: `ttl`, or `connectTimeout: 10000`. The entries for development and for
 * Node put theirs here.
 */
export const prose: { [Name in keyof Prose]?: Prose[Name] } = {}

/** A message about a subject: a sentence where there are sentences. */
export function say(subject: string, detail = ''): string {
  return prose.sentence?.(subject, detail) ?? subject + (detail && `: ${detail}`)
}
