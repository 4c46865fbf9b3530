// Loaded into a child process with `--import`: its standard input ends when the parent dies, however it dies, and then
// it ends too. No run leaves a process behind. Listening there holds up no process that is done.
process.stdin.once('end', () => process.exit(1))
process.stdin.resume()
process.stdin.unref()
