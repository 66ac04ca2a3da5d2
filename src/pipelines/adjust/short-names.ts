/** Names without what all of them begin and end with, whole words only; for the keys of figures. */
export function shortNames(names: readonly string[]): Map<string, string> {
  const words = names.map((name) => name.split(/(?<=[_\-. ])/));
  const fewest = Math.min(...words.map((w) => w.length));
  const shared = (wordAt: (w: readonly string[], i: number) => string | undefined): number => {
    let count = 0;
    while (count < fewest - 1 && words.every((w) => wordAt(w, count) === wordAt(words[0]!, count))) count++;
    return names.length > 1 ? count : 0;
  };
  const start = shared((w, i) => w[i]);
  const end = Math.min(
    shared((w, i) => w.at(-1 - i)),
    fewest - 1 - start,
  );
  return new Map(
    names.map((name, i) => {
      const own = words[i]!.slice(start, words[i]!.length - Math.max(0, end)).join('');
      return [name, own.replace(/[_\-. ]+$/, '')];
    }),
  );
}
