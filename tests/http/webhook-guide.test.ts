// The code of the guide that verifies signatures, run on a delivery by the edge. Languages that this machine does not have are skipped.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { eventually, person } from '../harness/person.ts';
import { newSecret, Receiver, type Delivery } from '../harness/receiver.ts';

const GUIDE = readFileSync(new URL('../../docs/guide/webhooks.md', import.meta.url), 'utf8');
/** Inside the repository, so that its packages are found. */
const folder = mkdtempSync(join(resolve(import.meta.dirname, '../../target'), 'webhook-guide-'));

const receiver = new Receiver();
let edge: Edge | undefined;
let delivery: Delivery;
before(async () => {
  await receiver.start();
  edge = await startEdge({ settings: { WEBHOOKS: JSON.stringify([receiver.setting('guide', { secrets: [newSecret(), receiver.secret] })]) } });
  await person(edge, 'Olga');
  delivery = await eventually('a delivery', async () => receiver.deliveries[0]);
});
after(async () => {
  await edge?.stop();
  await receiver.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The code of the guide in a language. */
function code(language: string): string {
  const found = new RegExp('```' + language + '\\n([\\s\\S]*?)```').exec(GUIDE)?.[1];
  assert.ok(found, `the guide has no ${language}`);
  return found;
}

/** How to run the code of each language: it reads `{headers, body, secret}` and prints whether the signature is valid. */
const LANGUAGES: Record<string, { readonly file: string; readonly command: readonly string[]; readonly driver: (text: string) => string }> = {
  js: {
    file: 'verify.mjs',
    command: [process.execPath],
    driver: (text) => `${text}
import { readFileSync } from 'node:fs';
const { headers, body, secret } = JSON.parse(readFileSync(0, 'utf8'));
let valid = true;
try { verify(headers, body, secret); } catch { valid = false; }
console.log(valid);`,
  },
  python: {
    file: 'verify.py',
    command: ['python3'],
    driver: (text) => `${text}
import json, sys
given = json.load(sys.stdin)
print(str(verify(given["headers"], given["body"].encode(), given["secret"])).lower())`,
  },
  go: {
    file: 'verify.go',
    command: ['go', 'run'],
    driver: (text) => `${text.replace('import (', 'import (\n\t"encoding/json"\n\t"fmt"\n\t"os"')}
func main() {
	var given struct {
		Headers map[string]string
		Body, Secret string
	}
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		panic(err)
	}
	headers := http.Header{}
	for name, value := range given.Headers {
		headers.Set(name, value)
	}
	fmt.Println(Verify(headers, []byte(given.Body), given.Secret))
}`,
  },
};

for (const [language, { file, command, driver }] of Object.entries(LANGUAGES)) {
  const [program = '', ...words] = command;
  const isMissing = spawnSync(program, [language === 'go' ? 'version' : '--version']).error !== undefined;
  test(`the guide's ${language} accepts a delivery, and no changed one`, { skip: isMissing && `${program} is not installed` }, () => {
    const path = join(folder, file);
    writeFileSync(path, driver(code(language)));
    const isValid = (change: object): boolean => {
      const headers = { 'webhook-id': delivery.headers['webhook-id'], 'webhook-timestamp': delivery.headers['webhook-timestamp'], 'webhook-signature': delivery.headers['webhook-signature'] };
      const given = { headers, body: delivery.body, secret: receiver.secret, ...change };
      const { stdout, stderr } = spawnSync(program, [...words, path], { input: JSON.stringify(given), encoding: 'utf8' });
      assert.match(stdout, /^(true|false)\n$/, stderr);
      return stdout === 'true\n';
    };
    assert.ok(isValid({}));
    assert.ok(!isValid({ body: `${delivery.body} ` }));
    assert.ok(!isValid({ secret: newSecret() }));
    const old = String(Number(delivery.headers['webhook-timestamp']) - 400);
    assert.ok(!isValid({ headers: { ...delivery.headers, 'webhook-timestamp': old } }));
  });
}
