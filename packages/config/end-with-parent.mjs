// Loaded into a child process with `--import`: its standard input ends when the parent dies, however it dies, and then
// it ends too. No run leaves a process behind.
process.stdin.once('end', () => process.exit(1))
process.stdin.resume()
