/** Reads the words, finds the command, and says how it went. */

import { parseArgs } from 'node:util';
import { type Command, Failed, Misused, type Terminal, Words } from './command.ts';
import { COMMANDS } from './commands.ts';

/** Done; the work failed; the words make no sense. */
const [DONE, FAILED, MISUSED] = [0, 1, 2];

/** Does what `argv` says and gives the exit code. */
export const run = async (argv: readonly string[], terminal: Terminal, version: string): Promise<number> => {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    const asked = name === 'help' ? rest[0] : undefined;
    if (asked !== undefined && Object.hasOwn(COMMANDS, asked)) return run([asked, '--help'], terminal, version);
    terminal.out(overview());
    return DONE;
  }
  if (name === '--version' || name === '-v') {
    terminal.out(version);
    return DONE;
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!entry) {
    terminal.note(`hallpass: no command \`${name}\`; there are ${Object.keys(COMMANDS).join(', ')}`);
    return MISUSED;
  }
  return obey(name, await entry.load(), rest, terminal);
};

/** Does what `words` say to this command and gives the exit code. */
export const obey = async (name: string, command: Command, words: readonly string[], terminal: Terminal): Promise<number> => {
  try {
    const { values, positionals } = read(command, words);
    if (values['help'] === true) {
      terminal.out(`hallpass ${command.usage}\n\n${command.help}`);
      return DONE;
    }
    await command.run(new Words(values, positionals), terminal);
    return DONE;
  } catch (error) {
    if (error instanceof Misused) {
      terminal.note(`hallpass ${name}: ${error.message}\n\n  hallpass ${command.usage}`);
      return MISUSED;
    }
    if (!(error instanceof Failed)) throw error;
    terminal.note(`hallpass ${name}: ${error.message}`);
    return FAILED;
  }
};

const read = (command: Command, words: readonly string[]) => {
  try {
    const help = { type: 'boolean', short: 'h' } as const;
    return parseArgs({ args: [...words], options: { ...command.options, help }, allowPositionals: true, strict: true });
  } catch (error) {
    throw new Misused((error as Error).message.split('. ')[0] ?? '');
  }
};

const overview = (): string => {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const rows = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return ['hallpass <command>', '', ...rows, '', '`hallpass help <command>` tells more.'].join('\n');
};
