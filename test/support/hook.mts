/** A `before` or `after` whose failure is shown: uvu counts the tests that it kept from running and swallows the reason. */
export const hook = (act: () => unknown) => async (): Promise<void> => {
  try {
    await act()
  } catch (error) {
    console.error(error)
    throw error
  }
}
