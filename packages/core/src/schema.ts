import type { StandardSchemaV1 } from '@standard-schema/spec'
import { EverwireError, OptionError } from './errors.ts'

/** How many issues a text names; the others are in `issues`. */
const NAMED = 3

/**
 * A message that its schema refuses: the `cause` of the `DecodeError` on `error$`, or of the `EncodeError` that `send`
 * throws.
 *
 * @example
 * ```ts
 * socket.error$.subscribe(({ cause }) => cause instanceof SchemaError && console.warn(cause.issues))
 * ```
 */
export class SchemaError extends EverwireError {
  override readonly name = 'SchemaError'
  /** What the schema found, as the library of the schema tells it. */
  readonly issues: readonly StandardSchemaV1.Issue[]

  constructor(issues: readonly StandardSchemaV1.Issue[]) {
    super('schema', summary(issues))
    this.issues = issues
  }
}

/**
 * Makes a check of a Standard Schema, which answers the schema's output.
 *
 * @param option What the schema is called in the options.
 * @throws OptionError when it is no Standard Schema.
 * @see https://standardschema.dev
 */
export function validator<Schema extends StandardSchemaV1>(
  option: string,
  schema: Schema,
): (value: unknown) => StandardSchemaV1.InferOutput<Schema> {
  // Looked up without a type: what is no schema may be anything, and arktype's schemas are functions.
  const standard = (schema as Partial<Schema> | null | undefined)?.['~standard']
  if (typeof standard?.validate !== 'function') {
    throw new OptionError(option, schema, 'a Standard Schema, such as zod, valibot and arktype make')
  }
  return (value) => {
    const result = standard.validate(value)
    if ('then' in result) {
      // Nobody waits for it, so its rejection must not end the process. zod answers one also where a part of it threw.
      result.then(undefined, () => {})
      throw new EverwireError(
        'schema',
        `\`${option}\` (${standard.vendor}) answered a promise: it is asynchronous, or a part of it threw. Messages keep their order, so they are checked at once.`,
      )
    }
    if (result.issues) throw new SchemaError(result.issues)
    return result.value
  }
}

function summary(issues: readonly StandardSchemaV1.Issue[]): string {
  const named = issues.slice(0, NAMED).map(({ message, path = [] }) => {
    const place = path.map((segment) => String(typeof segment === 'object' ? segment.key : segment)).join('.')
    return place ? `${place}: ${message}` : message
  })
  const more = issues.length - named.length
  return named.join('; ') + (more > 0 ? `; and ${more} more` : '')
}
