// npm start: sets up, trains the quickstart and says where its picture is.
import './nodeVersion.mjs';

import('./quickstart.mjs').then(({ start }) => start());
