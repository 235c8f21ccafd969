/** `hallpass verify-review`: checks the signed summary of an access review, and prints what it says. */

import initialize, { verifyReview as verifySummary } from '../../wasm-cli/hallpass_cli.js';
import wasm from '../../wasm-cli/hallpass_cli_bg.wasm?bytes';
import { localNow } from '../clock.ts';
import { type Command, CommandFailed } from './command.ts';
import { readTextFile, resolvePath } from './files.ts';
import { PUBLIC_KEYS_HELP, PUBLIC_KEYS_OPTIONS, readPublicKeys } from './public-keys.ts';

const OUTCOMES = ['kept', 'changed', 'removed', 'gone', 'undecided'] as const;

/** What a summary says. */
interface ReviewSummary extends Readonly<Record<(typeof OUTCOMES)[number], readonly string[]>> {
  readonly account: string;
  readonly review: string;
  readonly closedAt: string;
  readonly total: number;
}

export const verifyReview: Command = {
  usage: 'verify-review FILE (--endpoint URL | --jwks FILE) [--json]',
  help: `Verifies the signed summary of a closed access review and prints its counts. FILE has the summary alone, or the
output of \`GET /v1/accounts/{acc}/reviews/{rev}/summary\`.

${PUBLIC_KEYS_HELP}
  --json           prints the whole summary as JSON, with the ids of the users by outcome`,
  options: { ...PUBLIC_KEYS_OPTIONS, json: { type: 'boolean' } },
  async run(args, terminal) {
    const [file = ''] = args.positional('FILE');
    const jwks = await readPublicKeys(args, terminal);
    const token = summaryIn(readTextFile(resolvePath(terminal, file)).trim());
    if (token === undefined) throw new CommandFailed(`\`${file}\` has no summary: save the \`summary\` of a closed review in it`);
    await initialize({ module_or_path: wasm });
    let summary: ReviewSummary;
    try {
      summary = JSON.parse(verifySummary(token, jwks, localNow() / 1000)) as ReviewSummary;
    } catch (code) {
      throw new CommandFailed(`\`${file}\`: the summary is not signed by these keys (${String(code)})`);
    }
    if (args.flag('json')) {
      terminal.print(JSON.stringify(summary, undefined, 2));
      return;
    }
    const counts = OUTCOMES.map((outcome) => `${summary[outcome].length} ${outcome}`);
    terminal.print(`${summary.account}: ${summary.review}, closed at ${summary.closedAt}, covers ${summary.total} members`);
    terminal.print(`  ${counts.join(', ')}`);
  },
};

/** The token of a file: the file itself, or `summary` in its JSON. */
const summaryIn = (text: string): string | undefined => {
  if (!text.startsWith('{')) return text || undefined;
  try {
    const { summary } = JSON.parse(text) as { summary?: unknown };
    return typeof summary === 'string' ? summary : undefined;
  } catch {
    return undefined;
  }
};
