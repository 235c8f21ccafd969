/** Registers the elements: for pages that load one script and no more. */

import { defineElements } from './index.ts';

defineElements();
