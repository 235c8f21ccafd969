/** The parts of workerd's configuration that the local edge and `start` share. The language is Cap'n Proto's. */

/** The objects of the edge: bindings and their classes. */
export const OBJECTS = { ACCOUNT: 'AccountObject', USER: 'UserObject', MAILBOX: 'MailboxObject' };
export const COMPATIBILITY_DATE = '2026-11-01';

/** A text as Cap'n Proto writes it. */
export const quote = (text: string): string => JSON.stringify(text);

/** A module's file and its kind. The first module of a Worker is its entry point. */
export type Module = readonly [file: string, kind: 'esModule' | 'text' | 'wasm'];

/** The modules of the built edge, without its entry point. */
export const EDGE_MODULES: readonly Module[] = [
  ['index.js', 'esModule'], ['index_bg.wasm', 'wasm'], ['policy.toml', 'text'], ['policy.previous.toml', 'text'], ['mail.toml', 'text'],
];

export const moduleList = (modules: readonly Module[]): string => modules.map(([file, kind]) => `(name = ${quote(file)}, ${kind} = embed ${quote(file)})`).join(', ');

/** The namespaces of the objects, which store their rows in SQLite. */
export const objectNamespaces = (): string =>
  Object.values(OBJECTS).map((name) => `(className = "${name}", uniqueKey = "${name}", enableSql = true)`).join(', ');

export const objectBindings = (): string[] => Object.entries(OBJECTS).map(([name, className]) => `(name = "${name}", durableObjectNamespace = "${className}")`);

/** A text of the configuration file itself. */
export const textBinding = (name: string, text: string): string => `(name = ${quote(name)}, text = ${quote(text)})`;
