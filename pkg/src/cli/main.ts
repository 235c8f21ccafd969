#!/usr/bin/env node
/** `npx hallpass`. */

import { readFileSync } from 'node:fs';
import { run } from './run.ts';
import { terminal } from './terminal.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
process.exitCode = await run(process.argv.slice(2), terminal, version);
