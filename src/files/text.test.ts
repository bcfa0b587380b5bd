import { expect, test } from 'vitest';
import { decodeText } from './text.ts';

test('reads text by its mark', () => {
  const text = '{"name": "für ∂"}';
  const little = Buffer.from(`\ufeff${text}`, 'utf16le');
  for (const bytes of [Buffer.from(text), Buffer.from(`\ufeff${text}`), little, Buffer.from(little).swap16()])
    expect(decodeText(bytes)).toBe(text);
});
