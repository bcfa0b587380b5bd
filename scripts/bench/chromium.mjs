import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

/** This machine's Chromium. */
export function chromiumPath() {
  const executablePath = [process.env.DUEL_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
    (path) => path && existsSync(path),
  );
  if (!executablePath) throw new Error('no chromium here (Debian: apt-get install chromium), or set DUEL_CHROMIUM');
  return executablePath;
}

/** Opens this machine's Chromium, without a window. */
export const openChromium = (options = {}) =>
  chromium.launch({ executablePath: chromiumPath(), headless: true, args: ['--no-sandbox'], ...options });
