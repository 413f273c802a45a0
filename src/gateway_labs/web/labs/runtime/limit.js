/** A limit in real time on what a worker does. */

/** A timer that comes this late, in milliseconds, says that the page itself stood still. */
const LATE = 1500
/** What the worker said before its time was over may still be on the way. */
const ON_THE_WAY = 50

/**
 * Calls `over` after so many seconds, unless the function that it gives is called before.
 * A computer that slept, or a hidden page whose timers the browser holds back, gives the worker the
 * whole time once more: it may have stood still as well.
 */
export function limited(seconds, over) {
  let timer = 0
  const arm = again => {
    const due = performance.now() + seconds * 1000
    timer = setTimeout(() => {
      if (!again && performance.now() - due > LATE) arm(true)
      else timer = setTimeout(over, ON_THE_WAY)
    }, seconds * 1000)
  }
  arm(false)
  return () => clearTimeout(timer)
}
