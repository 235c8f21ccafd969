/** Parses the command line, runs the command and returns its exit code. */

import { parseArgs } from 'node:util';
import { Arguments, type Command, CommandFailed, type Terminal, UsageError } from './command.ts';
import { COMMANDS } from './commands.ts';
import { suggestion } from '../suggest.ts';

const EXIT_OK = 0;
const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Runs the command that `argv` names and returns the exit code. */
export const run = async (argv: readonly string[], terminal: Terminal, version: string): Promise<number> => {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    const topic = name === 'help' ? rest[0] : undefined;
    if (topic !== undefined && Object.hasOwn(COMMANDS, topic)) return run([topic, '--help'], terminal, version);
    if (topic !== undefined && topic !== 'help') {
      terminal.log(unknownCommand(topic));
      return EXIT_FAILED;
    }
    terminal.print(overview());
    return EXIT_OK;
  }
  if (name === '--version' || name === '-v') {
    terminal.print(version);
    return EXIT_OK;
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!entry) {
    terminal.log(unknownCommand(name));
    return EXIT_USAGE;
  }
  return runCommand(name, await entry.load(), rest, terminal);
};

const unknownCommand = (name: string): string => {
  const names = Object.keys(COMMANDS);
  return `hallpass: unknown command \`${name}\`${suggestion(name, names) || `; the commands are ${names.join(', ')}`}`;
};

const runCommand = async (name: string, command: Command, argv: readonly string[], terminal: Terminal): Promise<number> => {
  try {
    const { values, positionals } = parse(command, argv);
    if (values['help'] === true) {
      terminal.print(`hallpass ${command.usage}\n\n${command.help}`);
      return EXIT_OK;
    }
    await command.run(new Arguments(values, positionals), terminal);
    return EXIT_OK;
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.log(`hallpass ${name}: ${error.message}\n\n  hallpass ${command.usage}`);
      return EXIT_USAGE;
    }
    if (!(error instanceof CommandFailed)) throw error;
    terminal.log(`hallpass ${name}: ${error.message}`);
    return EXIT_FAILED;
  }
};

const parse = (command: Command, argv: readonly string[]) => {
  try {
    const help = { type: 'boolean', short: 'h' } as const;
    return parseArgs({ args: [...argv], options: { ...command.options, help }, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(messageOf(error as Error & { code?: string }, Object.keys(command.options ?? {})));
  }
};

const messageOf = ({ code, message }: Error & { code?: string }, options: readonly string[]): string => {
  const unknown = code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ? /'(-[^']*)'/.exec(message)?.[1] : undefined;
  if (unknown === undefined) return message.split('. ')[0] ?? '';
  return `unknown option \`${unknown}\`${suggestion(unknown, ['help', ...options].map((name) => `--${name}`))}`;
};

const overview = (): string => {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const rows = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return ['hallpass <command>', '', ...rows, '', 'Run `hallpass help <command>` for details.'].join('\n');
};
