import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { whatLacks } from '../../../dist/runtime/node/unavailable.js';
import { lastError, run } from '../child.mjs';

const folders = ['/etc/vulkan/icd.d', '/usr/share/vulkan/icd.d', '/usr/local/nvidia/share/vulkan/icd.d'];
/** The driver's own libraries: machines without a screen often have them, and no file that names them to Vulkan. */
const libraries = ['libGLX_nvidia.so.0', 'libEGL_nvidia.so.0'];

/** Files that name a Vulkan driver for an NVIDIA card: those of the system, then two of our own in `scratch`. */
export function nvidiaDrivers(scratch, from = folders) {
  const named = from.flatMap((folder) =>
    existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [],
  );
  const own = libraries.map((library) => {
    const file = join(scratch, `nvidia_${library.slice(3, 6)}.json`);
    const ICD = { library_path: library, api_version: '1.3.0' };
    writeFileSync(file, JSON.stringify({ file_format_version: '1.0.0', ICD }));
    return file;
  });
  return [...named.filter((file) => /nvidia.*\.json$/.test(basename(file))), ...own];
}

const probe = fileURLToPath(new URL('../../../dist/run/doctor/probeDevice.js', import.meta.url));

/**
 * The environment in which WebGPU answers: a person's own choice of a driver, else the first of the NVIDIA drivers that
 * does, else whatever Vulkan finds by itself.
 *
 * @returns {env, driver, tried}; `env` is undefined where none answers, and `tried` says why, driver by driver
 */
export async function answeringDriver(scratch, { seconds }, ask = answers) {
  const base = { XDG_RUNTIME_DIR: tmpdir(), ...process.env };
  const own = base.VK_DRIVER_FILES ?? base.VK_ICD_FILENAMES;
  const choices = own
    ? [{ driver: own, env: base }]
    : [
        ...nvidiaDrivers(scratch).map((driver) => ({ driver, env: { ...base, VK_DRIVER_FILES: driver } })),
        { driver: "the system's choice", env: base },
      ];
  const tried = [];
  for (const { driver, env } of choices) {
    const reason = await ask(env, seconds / choices.length);
    if (reason === undefined) return { env, driver, tried };
    tried.push({ driver, reason });
  }
  return { tried };
}

/** Why WebGPU does not answer; undefined where it does. */
async function answers(env, seconds) {
  const { ok, stdout, stderr } = await run(process.execPath, [probe, 'webgpu'], { seconds, env });
  const said = stdout.trim().split('\n').at(-1);
  if (ok && said === 'ok') return undefined;
  // a driver may take the process with it
  return said ? whatLacks('webgpu', `${said}\n${stderr}`).reason : lastError(stderr).slice(0, 300);
}
