import { createMongoAbility } from '@casl/ability';
import { paintGates } from './painted.ts';

const ability = createMongoAbility(JSON.parse(document.getElementById('snapshot')!.textContent!));
paintGates(ability.can('connect', 'pods'), ability.can('manage', 'team'));
