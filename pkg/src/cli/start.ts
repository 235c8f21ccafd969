/** `hallpass start`: the release edge and the console on one machine, for production. */

import { type Command, CommandFailed } from './command.ts';
import { isPortFree } from './ports.ts';
import { checkSettings } from './start/check.ts';
import { prepareDataFolder, recordPolicy, withTemporaryFolder } from './start/data-folder.ts';
import { DEFAULT_DATA, DEFAULT_PORT, DEFAULT_STOP_SECONDS, formatAddress, LOOPBACK, OPTIONS, readOptions, type StartOptions } from './start/options.ts';
import { resumeRestored } from './start/resume.ts';
import { serve } from './start/serve.ts';
import { findWorkerd } from './versions.ts';

export const start: Command = {
  usage: 'start [--env-file FILE]… [--host ADDRESS] [--port N] [--data DIR] [--policy FILE] [--check] …',
  help: `Runs the edge and the console on this machine, in the runtime that Cloudflare uses, with all data in one folder. Settings come
from the environment, and from files of NAME=value lines. Every mistake in them is named before anything listens.

  --env-file FILE         settings; the environment wins over them. It may be repeated
  --host ADDRESS          the address to listen on (default ${LOOPBACK}); 0.0.0.0 is every one of this machine
  --port N                default ${DEFAULT_PORT}
  --data DIR              the folder of all data (default ${DEFAULT_DATA}); one edge at a time uses it
  --policy FILE           roles and permissions (default policy.toml if it exists, else the package's), with your
                          own texts of mails in a mail.toml beside it
  --trust-proxy NETWORK   proxies in front of the edge, such as 10.0.0.0/8: the client is whom their X-Forwarded-For
                          names. It may be repeated
  --allow-egress NETWORK  what mail and webhooks may reach besides public addresses. It may be repeated
  --ca FILE               certificates that are trusted besides the public ones, as PEM. It may be repeated
  --metrics-port N        serves metrics for Prometheus at /metrics on this port (default: nowhere)
  --metrics-host ADDRESS  the address of that port (default ${LOOPBACK})
  --stop-timeout SECONDS  how long requests under way may take after SIGTERM (default ${DEFAULT_STOP_SECONDS})
  --check                 only checks the settings

/healthz answers 200 while the edge runs, /readyz while it can also write its data. Logs are JSON, one object a line.`,
  options: OPTIONS,
  async run(args, terminal) {
    if (process.platform === 'win32') throw new CommandFailed('runs on Linux and macOS');
    const options = readOptions(args, terminal);
    const workerd = findWorkerd(terminal);
    const { stopTimeoutMs, settings } = options;
    const runtime = { workerd, env: { ...terminal.env, ...settings.known }, stopTimeoutMs };
    if (options.checkOnly) {
      await withTemporaryFolder(options, (folder) => checkSettings({ ...runtime, folder }));
      return terminal.log('the settings are valid');
    }
    const folder = await prepareDataFolder(options);
    await refuseTakenPorts(options);
    await checkSettings({ ...runtime, folder });
    recordPolicy(options);
    await resumeRestored({ ...runtime, folder });
    await serve({ ...runtime, folder, address: formatAddress(options.listen) }, options, terminal);
  },
};

const refuseTakenPorts = async ({ listen, metrics }: StartOptions): Promise<void> => {
  for (const [option, address] of [['port', listen], ['metrics-port', metrics]] as const) {
    if (address === undefined || (await isPortFree(address.port, address.host))) continue;
    throw new CommandFailed(`${formatAddress(address)} cannot be listened on: stop what uses it, or choose another with --${option}`);
  }
};
