// What core says on a host that runs JavaScript: Node, workerd or a browser. `fuzz` is the module of the fuzz crate, loaded.

/** Answers as the native program `hosts` does: `fold FROM COUNT`, `show INDEX`, `vectors`. */
export function answers(fuzz, seed, fault) {
  const host = new fuzz.Host(seed, fault);
  return (line) => {
    const [word, ...numbers] = line.split(' ');
    const [one = 0, two = 0] = numbers.map(Number);
    if (word === 'fold') return host.fold(one, two);
    if (word === 'show') return host.show(one);
    if (word === 'vectors') return fuzz.vectors(fault);
    throw new Error(`no such question: ${line}`);
  };
}
