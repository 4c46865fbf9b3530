// Where the programs are that the interoperability tests run against. None of them has to be installed.
import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { beforeAll, beforeEach } from 'vitest'

/** A program: where it is, and where it is not, why tests with it are skipped. */
export interface Program {
  readonly path: string | undefined
  readonly missing: string
}

// Debian keeps servers out of a user's PATH.
const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/usr/bin']

function everywhere(name: string): string[] {
  return folders
    .map((folder) => join(folder, name))
    .filter((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

/** Looks a program up. */
export function find(name: string): Program {
  return { path: everywhere(name)[0], missing: `${name} is not installed` }
}

/** A Python that has a module. */
export function pythonWith(module: string): Program {
  const path = everywhere('python3').find((python) => {
    try {
      execFileSync(python, ['-c', `import ${module}`], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  })
  return { path, missing: `no python3 has the module ${module}` }
}

/** Skips the tests of this suite where their program is not there, and says so. */
export function skipWithout({ path, missing }: Program): void {
  beforeAll(() => {
    if (path === undefined) console.warn(`Skipped: ${missing}.`)
  })
  beforeEach(({ skip }) => skip(path === undefined, missing))
}
