import { createMongoAbility } from '@casl/ability';
import { embedded, paintGates } from './painted.ts';

const ability = createMongoAbility(embedded());
paintGates(ability.can('connect', 'pods'), ability.can('manage', 'team'));
