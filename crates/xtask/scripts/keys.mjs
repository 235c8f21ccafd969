// `cargo xtask keys`: the same as `npx hallpass keys`, from the checkout.
import { keys } from '../../../pkg/src/cli/keys.ts';
import { obey } from '../../../pkg/src/cli/run.ts';
import { terminal } from '../../../pkg/src/cli/terminal.ts';

process.exitCode = await obey('keys', keys, process.argv.slice(2), terminal);
