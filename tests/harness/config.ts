// The configuration of a bare `workerd serve`: the built bundle once per worker, each with its own settings.
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { DOCUMENT } from './contract.ts';

/** One worker of a process. */
export interface WorkerSetup {
  readonly name: string;
  readonly port: number;
  readonly policy: string;
  /** The previous policy, if there is one. */
  readonly previousPolicy?: string;
  /** The operator's own templates of mails, if there are any: `mail.toml`. */
  readonly mail?: string;
  /** A module that wraps the bundle's entry, for faults. */
  readonly entry?: string;
  /** Settings as JSON bindings, which is what numbers, tables and lists in `wrangler.toml` become. */
  readonly json?: Readonly<Record<string, unknown>>;
  /** The platform's rate limiter, as `[[ratelimits]]` in `wrangler.toml` binds it. */
  readonly limiter?: Limiter;
  /** Settings, as text bindings. */
  readonly settings: Readonly<Record<string, string>>;
}

/** At most `limit` times in `period` seconds for each key. */
export interface Limiter {
  readonly limit: number;
  readonly period: number;
}

/** `workerd` has no rate limiter of its own; this module has the interface of the platform's, and counts in memory. */
const RATE_LIMITER = `
class Ratelimit {
  #options;
  #windows = new Map();
  constructor(options) {
    this.#options = options;
  }
  async limit({ key }) {
    const { limit, period } = this.#options;
    const window = Math.floor(Date.now() / (period * 1000));
    const found = this.#windows.get(key);
    const count = (found?.window === window ? found.count : 0) + 1;
    this.#windows.set(key, { window, count });
    return { success: count <= limit };
  }
}
export default (options) => new Ratelimit(options);
`;

const OBJECTS = { ACCOUNT: 'AccountObject', USER: 'UserObject', MAILBOX: 'MailboxObject' } as const;

/** Writes the bundle and `config.capnp` into `folder`; objects store their data in `folder/data`. `flags` are for V8; `trusted`
 * are certificates, as PEM, that connections may use besides the public ones. */
export function writeConfig(folder: string, bundle: string, workers: readonly WorkerSetup[], flags: readonly string[] = [], trusted: readonly string[] = []): string {
  mkdirSync(join(folder, 'data'), { recursive: true });
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'assets', 'index.html'), '<!doctype html><title>assets</title>');
  mkdirSync(join(folder, 'assets/v1'), { recursive: true });
  copyFileSync(DOCUMENT, join(folder, 'assets/v1/openapi.yaml'));
  mkdirSync(join(folder, 'assets/.well-known'), { recursive: true });
  writeFileSync(join(folder, 'assets/.well-known/apple-app-site-association'), '{"applinks":{}}');
  writeFileSync(join(folder, 'assets/.well-known/security.txt'), 'Contact: https://example.com/security\n');
  const modules = copyBundle(bundle, folder);
  const text = [
    'using Workerd = import "/workerd/workerd.capnp";',
    'const config :Workerd.Config = (',
    ...(flags.length === 0 ? [] : [`  v8Flags = [${flags.map(quote).join(', ')}],`]),
    '  services = [',
    `    (name = "data", disk = (path = ${quote(join(folder, 'data'))}, writable = true)),`,
    `    (name = "assets", disk = (path = ${quote(join(folder, 'assets'))}, allowDotfiles = true)),`,
    `    (name = "internet", network = (allow = ["private", "public"], tlsOptions = (trustBrowserCas = true, trustedCertificates = [${trusted.map(quote).join(', ')}]))),`,
    ...workers.map((each) => `    (name = ${quote(each.name)}, worker = .w${workers.indexOf(each)}),`),
    '  ],',
    `  extensions = [(modules = [(name = "hallpass-tests:rate-limiter", internal = true, esModule = ${quote(RATE_LIMITER)})])],`,
    '  sockets = [',
    ...workers.map(
      (each) => `    (name = ${quote(each.name)}, address = "127.0.0.1:${each.port}", http = (), service = ${quote(each.name)}),`,
    ),
    '  ],',
    ');',
    ...workers.map((each, index) => workerText(each, index, modules, folder)),
  ].join('\n');
  const file = join(folder, 'config.capnp');
  writeFileSync(file, text);
  return file;
}

function workerText(worker: WorkerSetup, index: number, modules: readonly string[], folder: string): string {
  const [policy, previous, mail] = [`policy-${index}.toml`, `policy-${index}.previous.toml`, `mail-${index}.toml`];
  writeFileSync(join(folder, policy), worker.policy);
  writeFileSync(join(folder, previous), worker.previousPolicy ?? '');
  writeFileSync(join(folder, mail), worker.mail ?? '');
  const entry = `entry-${index}.mjs`;
  if (worker.entry !== undefined) writeFileSync(join(folder, entry), worker.entry);
  return [
    `const w${index} :Workerd.Worker = (`,
    '  modules = [',
    ...(worker.entry === undefined ? [] : [`    (name = ${quote(entry)}, esModule = embed ${quote(entry)}),`]),
    ...modules.map((name) => `    (name = ${quote(name)}, ${kindOf(name)} = embed ${quote(name)}),`),
    `    (name = "policy.toml", text = embed ${quote(policy)}),`,
    `    (name = "policy.previous.toml", text = embed ${quote(previous)}),`,
    `    (name = "mail.toml", text = embed ${quote(mail)}),`,
    '  ],',
    '  compatibilityDate = "2026-11-01",',
    '  durableObjectNamespaces = [',
    ...Object.entries(OBJECTS).map(
      ([binding, className]) =>
        `    (className = "${className}", uniqueKey = "${worker.name}-${binding.toLowerCase()}", enableSql = true),`,
    ),
    '  ],',
    '  durableObjectStorage = (localDisk = "data"),',
    '  bindings = [',
    ...Object.entries(OBJECTS).map(([name, className]) => `    (name = "${name}", durableObjectNamespace = "${className}"),`),
    '    (name = "ASSETS", service = "assets"),',
    ...(worker.limiter === undefined ? [] : [limiterText(worker.limiter)]),
    ...Object.entries(worker.json ?? {}).map(([name, value]) => `    (name = ${quote(name)}, json = ${quote(JSON.stringify(value))}),`),
    ...Object.entries(worker.settings).map(([name, value]) => `    (name = ${quote(name)}, text = ${quote(value)}),`),
    '  ],',
    ');',
  ].join('\n');
}

function limiterText({ limit, period }: Limiter): string {
  const options = `(name = "limit", json = "${limit}"), (name = "period", json = "${period}")`;
  return `    (name = "LIMITER", wrapped = (moduleName = "hallpass-tests:rate-limiter", innerBindings = [${options}])),`;
}

/** Copies the bundle's modules. The first one is the entry. */
function copyBundle(bundle: string, folder: string): string[] {
  if (!existsSync(join(bundle, 'entry.mjs'))) throw new Error(`no built Worker in ${bundle}: run \`cargo xtask test http\``);
  const names = readdirSync(bundle).filter((name) => ['.mjs', '.js', '.wasm'].includes(extname(name)));
  for (const name of names) copyFileSync(join(bundle, name), join(folder, name));
  return ['entry.mjs', ...names.filter((name) => name !== 'entry.mjs')];
}

function kindOf(name: string): string {
  return extname(name) === '.wasm' ? 'wasm' : 'esModule';
}

function quote(text: string): string {
  return JSON.stringify(text);
}
