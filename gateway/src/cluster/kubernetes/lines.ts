/** Characters of one line of a watch: one object, whose limit in etcd is 1.5 MB. */
const maxLine = 8 * 2 ** 20;

/** Lines of a text that comes in pieces, without empty ones. */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop()!;
    if (rest.length > maxLine) throw new Error(`a line of more than ${maxLine} characters`);
    for (const line of lines) if (line.trim() !== '') yield line;
  }
  // A last line without its end was cut off: the next watch brings it again.
}
