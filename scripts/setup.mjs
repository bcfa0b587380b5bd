// npm run setup: installs the packages and builds dist, each only where something has changed.
import './nodeVersion.mjs';

import('./stages.mjs').then(({ setup }) => setup());
