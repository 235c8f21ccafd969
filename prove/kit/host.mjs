// What core says on a host that runs JavaScript: Node, workerd or a browser. `trial` is the module of the trial, loaded.

/** Answers as the native program `hosts` does: `fold FROM COUNT`, `show INDEX`, `vectors`. */
export function answers(trial, seed, fault) {
  const host = new trial.Host(seed, fault);
  return (line) => {
    const [word, ...numbers] = line.split(' ');
    const [one = 0, two = 0] = numbers.map(Number);
    if (word === 'fold') return host.fold(one, two);
    if (word === 'show') return host.show(one);
    if (word === 'vectors') return trial.vectors(fault);
    throw new Error(`no such question: ${line}`);
  };
}
