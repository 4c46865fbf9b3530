// What a page did with the messages that it was sent.

/** Animation frames since the page began, whoever asks for them. */
let frame = 0
requestAnimationFrame(function next() {
  frame++
  requestAnimationFrame(next)
})

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))

/** How many messages each consumer saw. */
export let counts = {}
/** Resolves when the last message was seen and painted: renders, and the frames from the first message to the last. */
export let flooded
let renders = 0
let firstFrame
let finish

/** A consumer saw a message. */
export function saw(consumer, { seq, of }) {
  firstFrame ??= frame
  counts[consumer] = (counts[consumer] ?? 0) + 1
  if (seq === of) finish?.(frame - firstFrame)
}

/** A consumer that keeps count itself has seen so many. */
export function total(consumer, count) {
  counts[consumer] = count
}

/** A component was rendered. */
export function rendered() {
  renders++
}

/** Counts anew, from the next message on. */
export function begin() {
  counts = {}
  renders = 0
  firstFrame = undefined
  flooded = new Promise((resolve) => {
    finish = async (frames) => {
      await nextFrame()
      await nextFrame()
      resolve({ counts, renders, frames })
    }
  })
}
