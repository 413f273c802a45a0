/** The runtime's files as they reach the worker: pieces in, plain content out. */

export class Arriving {
  #files = new Map()

  piece(name, bytes) {
    this.#file(name).controller.enqueue(bytes)
  }

  end(name) {
    this.#file(name).controller.close()
  }

  /** The content as a stream of bytes, decompressed if it came as gzip data. */
  stream(name) {
    return plain(this.#file(name).stream)
  }

  /** @returns {Promise<ArrayBuffer>} */
  async bytes(name) {
    return new Response(await this.stream(name)).arrayBuffer()
  }

  #file(name) {
    if (!this.#files.has(name)) {
      const file = {}
      file.stream = new ReadableStream({start: controller => { file.controller = controller }})
      this.#files.set(name, file)
    }
    return this.#files.get(name)
  }
}

/** RFC 1952, 2.3.1: gzip data begins with 1f 8b. A server may have decompressed it on the way. */
async function plain(stream) {
  const reader = stream.getReader()
  const first = []
  const start = []
  while (start.length < 2) {
    const {done, value} = await reader.read()
    if (done) break
    first.push(value)
    start.push(...value.subarray(0, 2))
  }
  const whole = new ReadableStream({
    async pull(controller) {
      if (first.length) return controller.enqueue(first.shift())
      const {done, value} = await reader.read()
      if (done) controller.close()
      else controller.enqueue(value)
    },
  })
  const compressed = start[0] === 0x1f && start[1] === 0x8b
  return compressed ? whole.pipeThrough(new DecompressionStream("gzip")) : whole
}
