/** Wakes one waiter early. A ring while nobody waits is kept, so none is lost. */
export const createBell = () => {
  let rung = false
  let wake = () => {}

  const wait = (ms) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
      if (rung) wake()
    }).then(() => {
      rung = false
    })

  const ring = () => {
    rung = true
    wake()
  }

  return { ring, wait }
}
