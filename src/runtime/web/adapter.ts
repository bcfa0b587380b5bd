/** The page's WebGPU; undefined where the browser has none. */
export const gpuOf = (scope: { navigator?: Partial<Pick<Navigator, 'gpu'>> } = globalThis): GPU | undefined =>
  scope.navigator?.gpu;

/** The name of the page's GPU, as far as the browser tells; undefined where there is none. */
export async function adapterName(gpu: GPU | undefined = gpuOf()): Promise<string | undefined> {
  const adapter = await gpu?.requestAdapter().catch(() => null);
  if (!adapter) return undefined;
  const { description, vendor, architecture } = adapter.info;
  const name = description || [vendor, architecture].filter(Boolean).join(' ') || 'a GPU';
  return isSoftware(adapter.info) ? `${name} (software)` : name;
}

const isSoftware = ({ isFallbackAdapter, description, architecture }: GPUAdapterInfo): boolean =>
  isFallbackAdapter || /swiftshader|llvmpipe|software/i.test(`${description} ${architecture}`);
