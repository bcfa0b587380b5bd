import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

/** Opens this machine's Chromium, without a window. */
export function openChromium(options = {}) {
  const executablePath = [process.env.DUEL_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
    (path) => path && existsSync(path),
  );
  if (!executablePath) throw new Error('no chromium here (Debian: apt-get install chromium), or set DUEL_CHROMIUM');
  return chromium.launch({ executablePath, headless: true, args: ['--no-sandbox'], ...options });
}
