import { Buffer } from 'buffer/';
import type { Dirent, Stats } from './fs.ts';
import * as fs from './fs.ts';

// Stands for node:fs/promises in a page.

/** An open file, as far as Duel uses Node's. */
class PageFile {
  readonly fd: number;
  constructor(descriptor: number) {
    this.fd = descriptor;
  }
  async stat(): Promise<Stats> {
    return fs.fstatSync(this.fd);
  }
  async read(buffer: Uint8Array, offset?: number, length?: number, position?: number | null) {
    return { buffer, bytesRead: fs.readSync(this.fd, buffer, offset, length, position) };
  }
  async write(content: Uint8Array | string, offset?: number, length?: number, position?: number | null) {
    return { buffer: content, bytesWritten: fs.writeSync(this.fd, content, offset, length, position) };
  }
  async readFile(options?: string | { encoding?: string | null }): Promise<Buffer | string> {
    return fs.readFileSync(this.fd, options);
  }
  async writeFile(content: Uint8Array | string): Promise<void> {
    fs.writeSync(this.fd, content);
  }
  async truncate(size = 0): Promise<void> {
    fs.ftruncateSync(this.fd, size);
  }
  async sync(): Promise<void> {
    fs.fsyncSync(this.fd);
  }
  /** Closes the file at its end, as Node's does. */
  async *createReadStream({ highWaterMark = 1 << 16 } = {}): AsyncGenerator<Buffer> {
    for (;;) {
      const chunk = Buffer.alloc(highWaterMark);
      const length = fs.readSync(this.fd, chunk);
      if (length === 0) break;
      yield chunk.subarray(0, length) as Buffer;
    }
    await this.close();
  }
  async close(): Promise<void> {
    fs.closeSync(this.fd);
  }
}

export const open = async (path: string, flags: string | number = 'r'): Promise<PageFile> =>
  new PageFile(fs.openSync(path, flags));
export const stat = async (path: string): Promise<Stats> => fs.statSync(path)!;
export const lstat = stat;
export const readFile = async (path: string, options?: string): Promise<Buffer | string> =>
  fs.readFileSync(path, options);
export const writeFile = async (path: string, content: Uint8Array | string): Promise<void> =>
  fs.writeFileSync(path, content);
export const readdir = async (path: string, options?: { withFileTypes?: boolean }): Promise<(string | Dirent)[]> =>
  fs.readdirSync(path, options);
export const opendir = async (path: string): Promise<Dirent[]> =>
  fs.readdirSync(path, { withFileTypes: true }) as Dirent[];
export const readlink = async (path: string): Promise<never> => fs.readlinkSync(path);
export const realpath = async (path: string): Promise<string> => fs.realpathSync(path);
export const rename = async (from: string, to: string): Promise<void> => fs.renameSync(from, to);
export const rm = async (path: string, options?: fs.RemoveOptions): Promise<void> => fs.rmSync(path, options);
export const mkdir = async (path: string, options?: { recursive?: boolean }): Promise<void> =>
  fs.mkdirSync(path, options);
