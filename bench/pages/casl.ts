import { createMongoAbility } from '@casl/ability';
import { paintGates } from './painted.ts';

const response = await fetch('/rules', { headers: { authorization: `Bearer ${sessionStorage.getItem('identity')}` } });
const ability = createMongoAbility(await response.json());
paintGates(ability.can('connect', 'pods'), ability.can('manage', 'team'));
