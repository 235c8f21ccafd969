/** What workerd runs: the edge, the console's files, and in front of both what knows the clients' addresses. */

import { join } from 'node:path';
import { COMPATIBILITY_DATE, EDGE_MODULES, moduleList, objectBindings, objectNamespaces, OBJECTS, quote, textBinding } from '../workerd-config.ts';
import type { DataFolder } from './folder.ts';
import { formatNetwork, METADATA_NETWORKS } from './networks.ts';
import type { StartOptions } from './options.ts';

/** The socket whose address `workerd` is given as it starts. */
export const PUBLIC_SOCKET = 'http';

/**
 * The configuration. Values of settings are not in it: workerd takes them from its environment. `consoleFiles` are relative to
 * `run/console`.
 */
export const configuration = (folder: DataFolder, options: StartOptions, consoleFiles: readonly string[]): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  logging = (structuredLogging = true),
  services = [
    (name = "front", worker = .front),
    (name = "edge", worker = .edge),
    (name = "console", worker = .console),
    (name = "resume", worker = .resume),
    (name = "objects", disk = (path = ${quote(folder.objects)}, writable = true)),
    (name = "probe", disk = (path = ${quote(join(folder.run, 'probe'))}, writable = true)),
    # Mail and webhooks.
    (name = "internet", network = ${network(['public', ...options.allowedEgress.map(formatNetwork)], options.authorities)}),
    # The operator's identity providers, and the API behind the gate.
    (name = "private", network = ${network(['public', 'private'], options.authorities)}),
  ],
  sockets = [
    (name = "${PUBLIC_SOCKET}", http = (), service = "front"),
    (name = "resume", address = ${quote(`unix:${folder.resumeSocket}`)}, http = (), service = "resume"),
    # The last one: when it answers, all do.
    (name = "private", address = ${quote(`unix:${folder.socket}`)}, http = (), service = "front"),
  ],
);
const front :Workerd.Worker = (
  modules = [ ${moduleList([['front.mjs', 'esModule']])} ],
  compatibilityDate = "${COMPATIBILITY_DATE}",
  durableObjectNamespaces = [ (className = "ReadinessObject", uniqueKey = "ReadinessObject", enableSql = true) ],
  durableObjectStorage = (localDisk = "probe"),
  bindings = [
    (name = "EDGE", service = "edge"),
    (name = "READINESS", durableObjectNamespace = "ReadinessObject"),
    ${textBinding('TRUSTED_PROXIES', JSON.stringify(options.trustedProxies))}
  ],
);
const edge :Workerd.Worker = (
  modules = [ ${moduleList([['entry.mjs', 'esModule'], ...EDGE_MODULES])} ],
  compatibilityDate = "${COMPATIBILITY_DATE}",
  durableObjectNamespaces = [ ${objectNamespaces()} ],
  durableObjectStorage = (localDisk = "objects"),
  bindings = [
    ${[...objectBindings(), '(name = "ASSETS", service = "console")', '(name = "PRIVATE_NETWORK", service = "private")', ...settingBindings(options)].join(',\n    ')}
  ],
);
const resume :Workerd.Worker = (
  modules = [ ${moduleList([['resume.mjs', 'esModule']])} ],
  compatibilityDate = "${COMPATIBILITY_DATE}",
  bindings = [
    ${Object.values(OBJECTS).map((object) => `(name = "${object}", durableObjectNamespace = (className = "${object}", serviceName = "edge"))`).join(',\n    ')}
  ],
);
const console :Workerd.Worker = (
  modules = [ ${moduleList([['console.mjs', 'esModule']])} ],
  compatibilityDate = "${COMPATIBILITY_DATE}",
  bindings = [
    ${consoleFiles.map((file) => `(name = ${quote(`/${file}`)}, data = embed ${quote(`console/${file}`)})`).join(',\n    ')}
  ],
);
`;

/** The settings, and the bare names of other variables: the edge says which of them look like misspelt settings. */
const settingBindings = ({ settings: { known, otherNames } }: StartOptions): string[] => [
  ...Object.keys(known).map((name) => `(name = ${quote(name)}, fromEnvironment = ${quote(name)})`),
  ...otherNames.map((name) => textBinding(name, '')),
];

const network = (allowed: readonly string[], authorities: readonly string[]): string => {
  const list = (texts: readonly string[]): string => `[${texts.map(quote).join(', ')}]`;
  const tls = `(trustBrowserCas = true, trustedCertificates = ${list(authorities)})`;
  return `(allow = ${list(allowed)}, deny = ${list(METADATA_NETWORKS)}, tlsOptions = ${tls})`;
};
