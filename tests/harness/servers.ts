// Real origins that serve one folder of files: each reads paths in its own way. nginx and Tomcat are Debian's packages, downloaded
// and unpacked once, without being installed.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, normalize, resolve } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './edge.ts';

const CACHE = resolve(import.meta.dirname, '../../.hallpass/origins');
const run = promisify(execFile);

/** A server of the files in a folder. */
export interface FileServer {
  readonly origin: string;
  stop(): void;
}

/** Why a server cannot be had on this machine. */
export class Missing extends Error {}

/** A server as people write it for Node: it decodes the path, then lets the file system interpret it. */
export async function nodeServer(folder: string): Promise<FileServer> {
  const server = createServer((request, reply) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    let decoded: string;
    try {
      decoded = decodeURIComponent(path);
    } catch {
      decoded = unescape(path);
    }
    readFile(join(folder, normalize(decoded))).then(
      (content) => reply.end(content),
      () => reply.writeHead(404).end(),
    );
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${port}`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/**
 * nginx.
 *
 * @throws Missing where it cannot be downloaded or does not run.
 */
export async function nginxServer(folder: string): Promise<FileServer> {
  const nginx = join(await debianPackage('nginx'), 'usr/sbin/nginx');
  const [port, base] = [await freePort(), mkdtempSync(join(tmpdir(), 'hallpass-nginx-'))];
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${base}/${kind};`);
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  const text = `daemon off; master_process off; ${user} pid ${base}/pid; error_log ${base}/error.log;
events {}
http { access_log off; ${temporary.join(' ')} server { listen 127.0.0.1:${port}; root ${folder}; } }`;
  writeFileSync(join(base, 'nginx.conf'), text);
  return start(nginx, ['-e', join(base, 'error.log'), '-c', join(base, 'nginx.conf')], port, base);
}

/**
 * Tomcat, a servlet container.
 *
 * @throws Missing where it cannot be downloaded, or without Java.
 */
export async function tomcatServer(folder: string): Promise<FileServer> {
  const jars = join(await debianPackage('libtomcat10-embed-java'), 'usr/share/java');
  const [port, base] = [await freePort(), mkdtempSync(join(tmpdir(), 'hallpass-tomcat-'))];
  mkdirSync(join(base, 'conf'));
  mkdirSync(join(base, 'webapps'));
  writeFileSync(
    join(base, 'conf/server.xml'),
    `<Server port="-1"><Service name="Catalina"><Connector port="${port}" address="127.0.0.1"/>
<Engine name="Catalina" defaultHost="localhost"><Host name="localhost" appBase="webapps" autoDeploy="false">
<Context path="" docBase="${folder}"/></Host></Engine></Service></Server>`,
  );
  // Without `metadata-complete` it would look for annotations, of which the package has no classes.
  const application = `<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
<servlet><servlet-name>default</servlet-name><servlet-class>org.apache.catalina.servlets.DefaultServlet</servlet-class></servlet>
<servlet-mapping><servlet-name>default</servlet-name><url-pattern>/</url-pattern></servlet-mapping></web-app>`;
  mkdirSync(join(folder, 'WEB-INF'));
  for (const file of [join(base, 'conf/web.xml'), join(folder, 'WEB-INF/web.xml')]) writeFileSync(file, application);
  const classPath = readdirSync(jars).filter((name) => /^tomcat10-embed-(core|el|jasper)\.jar$/.test(name)).map((name) => join(jars, name)).join(':');
  const options = ['-Xshare:auto', '-XX:TieredStopAtLevel=1', `-Dcatalina.base=${base}`, `-Dcatalina.home=${base}`, '-cp', classPath];
  return start('java', [...options, 'org.apache.catalina.startup.Tomcat', '--no-jmx', '--await'], port, base);
}

async function start(program: string, parameters: readonly string[], port: number, base: string): Promise<FileServer> {
  const child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const failed = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code) => resolve(`exit code ${code}: ${log.slice(-2000)}`));
  });
  const stop = (): void => {
    child.kill('SIGKILL');
    rmSync(base, { recursive: true, force: true });
  };
  const outcome = await Promise.race([failed, listens(port, child)]);
  if (outcome !== undefined) {
    stop();
    throw new Missing(`\`${program}\` does not run: ${outcome}`);
  }
  return { origin: `http://127.0.0.1:${port}`, stop };
}

async function listens(port: number, child: ChildProcess): Promise<string | undefined> {
  for (const end = Date.now() + 60_000; Date.now() < end && child.exitCode === null;) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('connect', () => resolve(true));
      socket.on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (isOpen) return undefined;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return 'it does not listen';
}

/**
 * The folder of an unpacked Debian package. It needs no rights, and changes nothing outside the repository.
 *
 * @throws Missing where it cannot be downloaded.
 */
export async function debianPackage(name: string): Promise<string> {
  const folder = join(CACHE, name);
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const download = mkdtempSync(join(CACHE, 'download-'));
  try {
    await downloadPackage(name, download);
    const file = readdirSync(download).find((each) => each.endsWith('.deb'));
    if (file === undefined) throw new Error('nothing was downloaded');
    await run('dpkg', ['-x', file, 'unpacked'], { cwd: download });
    renameSync(join(download, 'unpacked'), folder);
  } catch (error) {
    if (!existsSync(folder)) throw new Missing(`Debian's package \`${name}\` is needed: ${(error as Error).message.split('\n')[0]}`);
  } finally {
    rmSync(download, { recursive: true, force: true });
  }
  return folder;
}

/** Downloads a package into a folder. A machine that never ran `apt-get update` knows no packages: then apt gets lists of its own. */
async function downloadPackage(name: string, folder: string): Promise<void> {
  try {
    await run('apt-get', ['download', name], { cwd: folder });
  } catch {
    const lists = join(folder, 'lists');
    mkdirSync(join(lists, 'partial'), { recursive: true });
    const own = ['-o', `Dir::State::Lists=${lists}`, '-o', 'Dir::Cache::pkgcache=', '-o', 'Dir::Cache::srcpkgcache='];
    await run('apt-get', [...own, 'update'], { cwd: folder });
    await run('apt-get', [...own, 'download', name], { cwd: folder });
  }
}
