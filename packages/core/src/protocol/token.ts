/** RFC 9110, 5.6.2: `token`, the alphabet of header names, subprotocols and extension names. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/** RFC 9110, 5.5: `field-value`, one character a byte. Everything that could end a line is outside. */
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

/** Whether `text` is a `token`. */
export function isToken(text: string): boolean {
  return TOKEN.test(text)
}

/** Whether `text` may be the value of a header. */
export function isFieldValue(text: string): boolean {
  return FIELD_VALUE.test(text)
}

/** Without the optional white space around it (RFC 9110, 5.6.3). A loop, since a regular expression for it is quadratic. */
export function trim(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text.charCodeAt(start))) start++
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09
}
