/** A small context; every file holds its own path, so that it is known again wherever it arrives. */
export const context = [
  'a.txt', 'b.txt', 'c.md', 'docs/d.md', 'docs/e.txt', 'docs/deep/f.md', 'docs/deep/g.txt', 'src/app/h.py', 'src/app/i.txt', 'src/lib/j.py',
  'src/lib/k.md', 'x y.txt', '[z].txt', 'z', 'package.json', 'package-lock.json', 'data/1/2/l.csv', 'data/m.csv', 'sub/docs/n.md', '-dash',
] as const

/** What stands before the instructions below. */
export const stage = 'FROM scratch\nARG F=a.txt\nARG EMPTY='

const all = [...context]
const docs = ['docs/d.md', 'docs/e.txt', 'docs/deep/f.md', 'docs/deep/g.txt']
const but = (path: string) => all.filter((each) => each !== path)

/** Which files each instruction takes, as test/engine/context.test.mts has Docker confirm. */
export const taken: readonly (readonly [instruction: string, files: readonly string[]])[] = [
  ['COPY . /to/', all],
  ['COPY docs /to/', docs],
  ['COPY docs/ /to/', docs],
  ['COPY ./docs/../docs /to/', docs],
  ['COPY /docs /to/', docs],
  ['COPY ../docs /to/', docs],
  ['COPY docs/./deep /to/', ['docs/deep/f.md', 'docs/deep/g.txt']],
  ['COPY docs/deep/f.md docs/e.txt /to/', ['docs/e.txt', 'docs/deep/f.md']],
  ['COPY ./-dash /to/', ['-dash']],
  ['ADD docs/deep /to/', ['docs/deep/f.md', 'docs/deep/g.txt']],
  ['COPY * /to/', all],
  ['COPY *.txt /to/', ['a.txt', 'b.txt', 'x y.txt', '[z].txt']],
  ['COPY *.md *.txt /to/', ['a.txt', 'b.txt', 'c.md', 'x y.txt', '[z].txt']],
  ['COPY d* /to/', [...docs, 'data/1/2/l.csv', 'data/m.csv']],
  ['COPY data/* /to/', ['data/1/2/l.csv', 'data/m.csv']],
  ['COPY */deep /to/', ['docs/deep/f.md', 'docs/deep/g.txt']],
  ['COPY **/deep /to/', ['docs/deep/f.md', 'docs/deep/g.txt']],
  ['COPY **/*.md /to/', ['docs/d.md']],
  ['COPY src/*/*.py /to/', ['src/app/h.py', 'src/lib/j.py']],
  ['COPY src/?pp /to/', ['src/app/h.py', 'src/app/i.txt']],
  ['COPY docs/*/f.md /to/', ['docs/deep/f.md']],
  ['COPY package*.json /to/', ['package.json', 'package-lock.json']],
  ['COPY nomatch* a.txt /to/', ['a.txt']],
  ['COPY [a-b].txt /to/', ['a.txt', 'b.txt']],
  ['COPY [[]z].txt /to/', ['[z].txt']],
  ['COPY \\[z\\].txt z /to/', ['z']],
  ['COPY ["x y.txt", "/to/"]', ['x y.txt']],
  ['COPY "a.txt" \'b.txt\' /to/', ['a.txt', 'b.txt']],
  ['COPY $F /to/', ['a.txt']],
  ['COPY ${F} /to/', ['a.txt']],
  ['COPY a${EMPTY}.txt /to/', ['a.txt']],
  ['COPY ${F:+b.txt} /to/', ['b.txt']],
  ['COPY ${EMPTY:-b.txt} /to/', ['b.txt']],
  ['COPY ${UNSET:-a.txt} /to/', ['a.txt']],
  ['COPY ${UNSET-b.txt} /to/', ['b.txt']],
  ['COPY --exclude=*.md docs /to/', ['docs/e.txt', 'docs/deep/f.md', 'docs/deep/g.txt']],
  ['COPY --exclude=**/*.md docs /to/', ['docs/e.txt', 'docs/deep/g.txt']],
  ['COPY --exclude=docs/*.md . /to/', but('docs/d.md')],
  ['COPY --exclude=*.md . /to/', but('c.md')],
  ['COPY --exclude=*.md *.md a.txt /to/', ['a.txt', 'c.md']],
  ['COPY --exclude=deep d* /to/', ['docs/d.md', 'docs/e.txt', 'data/1/2/l.csv', 'data/m.csv']],
  ['COPY --exclude=deep --exclude=!deep/g.txt docs /to/', ['docs/d.md', 'docs/e.txt', 'docs/deep/g.txt']],
  ['COPY --exclude=/deep docs /to/', docs],
  ['COPY <<EOF a.txt /to/\nb.txt\nEOF', ['a.txt']],
]
