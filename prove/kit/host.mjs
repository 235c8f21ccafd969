// Runs the fuzz crate on a host for JavaScript: Node, workerd or a browser. `fuzz` is its loaded module.

/** Returns a function that responds like the native program `hosts` to `fold FROM COUNT`, `show INDEX` and `vectors`. */
export function answers(fuzz, seed, fault) {
  const host = new fuzz.Host(seed, fault);
  return (line) => {
    const [word, ...numbers] = line.split(' ');
    const [one = 0, two = 0] = numbers.map(Number);
    if (word === 'fold') return host.fold(one, two);
    if (word === 'show') return host.show(one);
    if (word === 'vectors') return fuzz.vectors(fault);
    throw new Error(`unknown request: ${line}`);
  };
}
