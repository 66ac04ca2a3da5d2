/** Names of what is aligned: `NAME_aligned`, unlike any of the names given. */
export function alignedNames(names: readonly string[]): string[] {
  return productNames([...names, ...names.map((name) => `${name}_aligned`)].map((name) => `${name}.`)).slice(
    names.length,
  );
}

/** A file name for every path: its last part without extension, numbered from the second one on where they repeat. */
export function productNames(paths: readonly string[]): string[] {
  const taken = new Set<string>();
  return paths.map((path) => {
    const stem = path
      .replace(/[?#].*$/, '')
      .replace(/^.*[/\\]/, '')
      .replace(/\.[^.]*$/, '');
    let name = stem;
    for (let n = 2; taken.has(name); n++) name = `${stem}_${n}`;
    taken.add(name);
    return name;
  });
}
