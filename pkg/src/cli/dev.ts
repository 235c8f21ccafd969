/** `hallpass dev`: an edge on this machine, with local identity and data that stays. */

import { existsSync, rmSync, unwatchFile, watchFile } from 'node:fs';
import { join, relative } from 'node:path';
import { type Command, Failed, Misused, type Terminal, type Words } from './command.ts';
import { at, readText } from './files.ts';
import { layOut, type LocalEdge, usePolicy } from './local-edge.ts';
import { findWorkerd, isFree, type Runtime, start } from './runtime.ts';
import { ask } from './types.ts';

const PORT = 8787;
/** Where Vite serves. */
const APP = 'http://localhost:5173';
const LOOK_MS = 500;

export const dev: Command = {
  usage: 'dev [--policy FILE] [--port N] [--app URL] [--join URL] [--reset]',
  help: `Runs an edge on this machine, in the runtime that Cloudflare runs. It believes whoever says who they are, so it
answers this machine alone. Data, keys and links stay in \`.hallpass\` between runs.

  --policy FILE   roles and permissions (default policy.toml if there is one, else the package's own); a change
                  of the file counts at once
  --port N        default ${PORT}
  --app URL       where your app runs (default ${APP}); invite links lead to its /join
  --join URL      the page that invite links lead to, if it is another
  --reset         starts with no data`,
  options: {
    policy: { type: 'string' },
    port: { type: 'string' },
    app: { type: 'string' },
    join: { type: 'string' },
    reset: { type: 'boolean' },
  },
  async run(words, terminal) {
    words.named();
    findWorkerd(terminal);
    const policy = policyFile(words, terminal);
    const edge = asked(words, policy && readText(policy));
    if (!(await isFree(edge.port))) throw new Failed(`port ${edge.port} is taken: end what holds it, or choose another with --port`);
    const folder = at(terminal, '.hallpass');
    if (words.flag('reset')) rmSync(join(folder, 'data'), { recursive: true, force: true });
    layOut(folder, edge);
    const runtime = await start(terminal, join(folder, 'edge'), edge.port);
    try {
      await ready(terminal, runtime, edge, policy);
      if (policy) watchFile(policy, { interval: LOOK_MS }, () => existsSync(policy) && usePolicy(folder, readText(policy)));
      await Promise.race([runtime.ended.then(endedByItself), asksToEnd()]);
      terminal.note('Ending');
    } finally {
      if (policy) unwatchFile(policy);
      await runtime.stop();
    }
  },
};

const policyFile = (words: Words, terminal: Terminal): string | undefined => {
  const named = words.text('policy');
  if (named !== undefined) return at(terminal, named);
  const usual = at(terminal, 'policy.toml');
  return existsSync(usual) ? usual : undefined;
};

const asked = (words: Words, policy: string | undefined): LocalEdge => {
  const port = words.number('port') ?? PORT;
  if (port < 1 || port > 65_535) throw new Misused('--port takes a port');
  const app = address(words.text('app') ?? APP, '--app');
  const joinUrl = address(words.text('join') ?? new URL('/join', app).href, '--join');
  return { port, app, join: joinUrl, ...(policy === undefined ? {} : { policy }) };
};

const address = (text: string, option: string): string => {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) throw new Misused(`${option} takes an address such as ${APP}`);
  return new URL(text).href;
};

const ready = async (terminal: Terminal, runtime: Runtime, edge: LocalEdge, policy: string | undefined): Promise<void> => {
  const { permissions, roles } = await ask(runtime.origin).catch(() => {
    throw new Failed('the edge refuses its settings or the policy; its words are above');
  });
  const shown = policy ? relative(terminal.cwd, policy) : 'the package’s own';
  terminal.out(`Hallpass is ready: ${runtime.origin}

  policy    ${shown}: ${permissions.length} permissions, roles ${roles.map(({ name }) => name).join(', ')}
  app       ${edge.app} may call it; invite links lead to ${edge.join}
  sign in   POST ${runtime.origin}/local/sign-in {"email", "name"} gives {"token"} for anybody
  data      .hallpass/data; --reset starts anew`);
};

const endedByItself = (): never => {
  throw new Failed('the runtime ended by itself; its words are above');
};

const asksToEnd = (): Promise<void> =>
  new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done());
  });
