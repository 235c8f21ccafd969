/** The verifier as native code, in a child process that answers one line per request. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

export class Native {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #responses: AsyncIterator<string>;

  constructor(args: readonly string[]) {
    const program = process.env['HALLPASS_NATIVE'];
    if (!program) throw new Error('HALLPASS_NATIVE is not set: run `cargo xtask bench tokens`, which builds the native verifier');
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#responses = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Verifies the tokens; returns the total time and how many are genuine. */
  async verify(what: 'token' | 'signature', seconds: number, tokens: readonly string[]): Promise<{ nanoseconds: number; genuine: number }> {
    this.#child.stdin.write(`${[what, seconds, ...tokens].join(' ')}\n`);
    const { value, done } = await this.#responses.next();
    if (done) throw new Error('the native verifier exited');
    const [nanoseconds, genuine] = String(value).split(' ').map(Number);
    return { nanoseconds: nanoseconds!, genuine: genuine! };
  }

  end(): void {
    this.#child.stdin.end();
  }
}
