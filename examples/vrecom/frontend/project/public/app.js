// Every block shows what its path answers.
for (const block of document.querySelectorAll('pre')) {
  fetch(block.dataset.path)
    .then(async (response) => `${response.status} ${await response.text()}`)
    .catch((error) => error.message)
    .then((text) => { block.textContent = text })
}
