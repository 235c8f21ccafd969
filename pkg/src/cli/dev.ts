/** `hallpass dev`: runs an edge on this machine, with local identity and persistent data. */

import { existsSync, rmSync, unwatchFile, watchFile } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type Arguments, type Command, CommandFailed, type Terminal, UsageError } from './command.ts';
import { fetchPolicy } from './edge-policy.ts';
import { readTextFile, resolvePath } from './files.ts';
import { installMail, installPolicy, type LocalEdge, prepareLocalEdge } from './local-edge.ts';
import { isPortFree } from './ports.ts';
import { type Runtime, startRuntime } from './runtime.ts';
import { stopSignal } from './stop-signal.ts';
import { findWorkerd } from './versions.ts';

const DEFAULT_PORT = 8787;
/** Vite's address. */
const DEFAULT_APP = 'http://localhost:5173';
const WATCH_INTERVAL_MS = 500;

export const dev: Command = {
  usage: 'dev [--policy FILE] [--port N] [--app URL] [--join URL] [--reset]',
  help: `Runs an edge on this machine, in the runtime that Cloudflare uses. Anyone can sign in as anyone, so it answers only
this machine. Data, keys and links stay in \`.hallpass\` between runs.

  --policy FILE   roles and permissions (default policy.toml if it exists, else the package's); the edge reloads
                  the file when it changes, and a mail.toml beside it
  --port N        default ${DEFAULT_PORT}
  --app URL       the address of your app (default ${DEFAULT_APP}); invite links lead to its /join
  --join URL      the page that invite links lead to, if it's a different one
  --reset         deletes the data first`,
  options: {
    policy: { type: 'string' },
    port: { type: 'string' },
    app: { type: 'string' },
    join: { type: 'string' },
    reset: { type: 'boolean' },
  },
  async run(args, terminal) {
    args.positional();
    findWorkerd(terminal);
    const policy = findPolicyFile(args, terminal);
    const mail = findMailFile(policy, terminal);
    const edge = settingsOf(args, policy && readTextFile(policy), mail && readTextFile(mail));
    if (!(await isPortFree(edge.port))) throw new CommandFailed(`port ${edge.port} is taken: stop what uses it, or choose another with --port`);
    const folder = resolvePath(terminal, '.hallpass');
    if (args.flag('reset')) rmSync(join(folder, 'data'), { recursive: true, force: true });
    prepareLocalEdge(folder, edge);
    const runtime = await startRuntime(terminal, join(folder, 'edge'), edge.port);
    try {
      // Before it is announced: a change that follows at once must be seen.
      if (policy) watchFile(policy, { interval: WATCH_INTERVAL_MS }, () => existsSync(policy) && installPolicy(folder, readTextFile(policy)));
      if (mail) watchFile(mail, { interval: WATCH_INTERVAL_MS }, () => existsSync(mail) && installMail(folder, readTextFile(mail)));
      await announce(terminal, runtime, edge, policy);
      await Promise.race([runtime.exited.then(failUnexpectedExit), stopSignal(terminal.env)]);
      terminal.log('Stopping');
    } finally {
      if (policy) unwatchFile(policy);
      if (mail) unwatchFile(mail);
      await runtime.stop();
    }
  },
};

const findPolicyFile = (args: Arguments, terminal: Terminal): string | undefined => {
  const named = args.string('policy');
  if (named !== undefined) return resolvePath(terminal, named);
  const standard = resolvePath(terminal, 'policy.toml');
  return existsSync(standard) ? standard : undefined;
};

/** Your own texts of invite mails, beside the policy. */
const findMailFile = (policy: string | undefined, terminal: Terminal): string | undefined => {
  const file = policy === undefined ? resolvePath(terminal, 'mail.toml') : join(dirname(policy), 'mail.toml');
  return existsSync(file) ? file : undefined;
};

const settingsOf = (args: Arguments, policy: string | undefined, mail: string | undefined): LocalEdge => {
  const port = args.number('port') ?? DEFAULT_PORT;
  if (port < 1 || port > 65_535) throw new UsageError('--port takes a port number');
  const app = parseAddress(args.string('app') ?? DEFAULT_APP, '--app');
  const joinUrl = parseAddress(args.string('join') ?? new URL('/join', app).href, '--join');
  return { port, app, join: joinUrl, ...(policy === undefined ? {} : { policy }), ...(mail === undefined ? {} : { mail }) };
};

const parseAddress = (text: string, option: string): string => {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) throw new UsageError(`${option} takes an address such as ${DEFAULT_APP}`);
  return new URL(text).href;
};

const announce = async (terminal: Terminal, runtime: Runtime, edge: LocalEdge, policy: string | undefined): Promise<void> => {
  const { permissions, roles } = await fetchPolicy(runtime.origin).catch(() => {
    throw new CommandFailed('the edge refuses its settings or the policy; its output is above');
  });
  const source = policy ? relative(terminal.cwd, policy) : 'the package’s default';
  terminal.print(`Hallpass is ready: ${runtime.origin}

  policy    ${source}: ${permissions.length} permissions, roles ${roles.map(({ name }) => name).join(', ')}
  app       ${edge.app} can call it; invite links lead to ${edge.join}
  mails     ${runtime.origin}/local/mail shows invite emails; none leaves this machine
  sign in   POST ${runtime.origin}/local/sign-in {"email", "name"} returns {"token"} for anyone
  data      .hallpass/data; --reset deletes it`);
};

const failUnexpectedExit = (): never => {
  throw new CommandFailed('the runtime exited unexpectedly; its output is above');
};
