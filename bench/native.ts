/** The verifier as native code, in a process of its own that is asked line by line. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export class Native {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;

  constructor(words: readonly string[]) {
    const program = process.env['HALLPASS_NATIVE'];
    if (!program) throw new Error('run `cargo xtask bench tokens`: it builds the native verifier');
    this.#child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] }) as ChildProcessWithoutNullStreams;
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** What it took for all of these tokens, and how many are genuine. */
  async ask(what: 'token' | 'signature', seconds: number, tokens: readonly string[]): Promise<{ nanoseconds: number; genuine: number }> {
    this.#child.stdin.write(`${[what, seconds, ...tokens].join(' ')}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error('the native verifier ended');
    const [nanoseconds, genuine] = String(value).split(' ').map(Number);
    return { nanoseconds: nanoseconds!, genuine: genuine! };
  }

  end(): void {
    this.#child.stdin.end();
  }
}
