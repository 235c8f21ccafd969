// A proof ends in time, or says what it waits for.

/** The parts of the proof that are running. */
const running = new Set<{ readonly name: string; readonly since: number }>();
/** How far the proof was when it last said so. */
let progress = { text: 'none', at: performance.now() };

const secondsSince = (at: number): string => `${Math.round((performance.now() - at) / 1000)} s`;

/** Runs the proof. After `HALLPASS_PROOF_SECONDS` it fails, and names the parts that have not ended. */
export async function runProof(main: () => Promise<void>): Promise<void> {
  const seconds = process.env['HALLPASS_PROOF_SECONDS'];
  const fail = (): void => {
    const parts = [...running].map(({ name, since }) => `${name}, for ${secondsSince(since)}`);
    console.error(`the proof did not end within ${seconds} s. It waits for: ${parts.join('; ')}. Its last progress, ${secondsSince(progress.at)} ago: ${progress.text}.`);
    // The runtimes and programs that it started end with it.
    process.exit(1);
  };
  if (seconds !== undefined) setTimeout(fail, Number(seconds) * 1000).unref();
  await part('the proof', main);
}

/** Runs a part of the proof. */
export async function part<T>(name: string, work: () => Promise<T>): Promise<T> {
  const one = { name, since: performance.now() };
  running.add(one);
  try {
    return await work();
  } finally {
    running.delete(one);
  }
}

/** Notes how far the proof is. */
export function noteProgress(text: string): void {
  progress = { text, at: performance.now() };
}
