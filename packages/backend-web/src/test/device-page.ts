import { type Backend, BackendError, ConfigError, type Session, type SlotStore } from '@recyclegpt/spec';
import { passFeeds, passModel, passSlots } from '@recyclegpt/testing';
import { describe, expect, it } from 'vitest';
import { type WebBackendOptions, webBackend } from '../web-backend.ts';

/** Declares what happens around devices: fallbacks, losses, and what is told. Needs a page with WebGPU that is isolated. */
async function backendAndNotices(options: WebBackendOptions): Promise<[string, readonly string[]]> {
  const notices: string[] = [];
  using backend = await webBackend({ ...options, onNotice: (notice) => notices.push(notice) });
  return [`${backend.name}, ${backend.threads} threads`, notices];
}

/** The page without something of `navigator.gpu`, while `act` runs. */
async function withAdapter<T>(requestAdapter: () => Promise<unknown>, act: () => Promise<T>): Promise<T> {
  const gpu = Object.getPrototypeOf(navigator.gpu) as { requestAdapter: unknown };
  const { requestAdapter: original } = gpu;
  gpu.requestAdapter = requestAdapter;
  try {
    return await act();
  } finally {
    gpu.requestAdapter = original;
  }
}

/** A session with a store, and a run of it. */
async function loaded(
  backend: Backend,
): Promise<{ readonly session: Session; readonly store: SlotStore; readonly run: () => Promise<unknown> }> {
  const session = await backend.createSession(passModel());
  const store = backend.createSlots(passSlots, 64);
  const run = () => session.run(passFeeds(0, 3), { outputs: ['picked'], rows: { store, past: 0, count: 3 } });
  return { session, store, run };
}

/** Devices that are made from now on. */
function keptDevices(): GPUDevice[] {
  const devices: GPUDevice[] = [];
  const adapter = GPUAdapter.prototype;
  const { requestDevice } = adapter;
  adapter.requestDevice = async function (descriptor) {
    adapter.requestDevice = requestDevice;
    const device = await requestDevice.call(this, descriptor);
    devices.push(device);
    return device;
  };
  return devices;
}

describe('the device', () => {
  it('auto prefers the processor to a software adapter, and says so', async () => {
    const [backend, notices] = await backendAndNotices({ threads: 2 });
    expect(backend).toBe('wasm, 2 threads');
    expect(notices.join()).toMatch(/WASM is used.*swiftshader/);
  });

  it('auto falls back where there is no adapter, and says so', async () => {
    const [backend, notices] = await withAdapter(
      async () => null,
      () => backendAndNotices({ threads: 2 }),
    );
    expect(backend).toBe('wasm, 2 threads');
    expect(notices.join()).toMatch(/there is no WebGPU/);
  });

  it('auto falls back where the adapter gives no device, and says so', async () => {
    const info = { vendor: 'acme', architecture: 'one', device: '', description: '', isFallbackAdapter: false };
    const requestDevice = () => Promise.reject(new DOMException('no device today', 'OperationError'));
    const adapter = { info, limits: {}, features: new Set(), requestDevice };
    const [backend, notices] = await withAdapter(
      async () => adapter,
      () => backendAndNotices({ threads: 2 }),
    );
    expect(backend).toBe('wasm, 2 threads');
    expect(notices.join()).toMatch(/WebGPU failed.*acme one.*no device today/);
  });

  it('webgpu without an adapter is refused with advice', async () => {
    const made = withAdapter(
      async () => null,
      () => webBackend({ device: 'webgpu' }),
    );
    await expect(made).rejects.toSatisfy(BackendError.isInstance);
    await expect(made).rejects.toThrow(/device: "wasm"/);
  });

  it('another number of threads in the same worker is refused by name', async () => {
    const made = webBackend({ device: 'wasm', threads: 1 });
    await expect(made).rejects.toSatisfy(ConfigError.isInstance);
    await expect(made).rejects.toThrow(/new worker/);
  });

  it('a device that does not exist is refused by name', async () => {
    await expect(webBackend({ device: 'npu' as 'wasm' })).rejects.toThrow(/wasm, webgpu, auto/);
  });
});

describe('a lost graphics device', () => {
  it('is an error with advice in runs, reads and new sessions; a new backend works', async () => {
    const devices = keptDevices();
    const backend = await webBackend({ device: 'webgpu' });
    const { session, store, run } = await loaded(backend);
    await run();
    devices[0]?.destroy();
    for (const act of [run, () => store.read('slot 1', 0, 1), () => loaded(backend)]) {
      const failed = act();
      await expect(failed).rejects.toSatisfy(BackendError.isInstance);
      await expect(failed).rejects.toThrow(/device was lost.*Load the model again/);
    }
    session[Symbol.dispose]();
    store[Symbol.dispose]();
    backend[Symbol.dispose]();
    const again = await webBackend({ device: 'webgpu' });
    await (await loaded(again)).run();
    again[Symbol.dispose]();
  });

  it('in the middle of a run ends the run', async () => {
    const devices = keptDevices();
    const backend = await webBackend({ device: 'webgpu' });
    const { run } = await loaded(backend);
    await run();
    const running = run();
    devices[0]?.destroy();
    await expect(running).rejects.toSatisfy(BackendError.isInstance);
    backend[Symbol.dispose]();
  });
});

describe('memory of a graphics device', () => {
  it('rows that fit no buffer are refused with advice, and what was there stays', async () => {
    using backend = await webBackend({ device: 'webgpu' });
    const { store, run } = await loaded(backend);
    const { capacity } = store;
    expect(() => store.reserve(2 ** 30, 0)).toThrow(/shorter context/);
    expect(store.capacity).toBe(capacity);
    await run();
  });

  it('goes back with the backend: it can be had many times over', async () => {
    const slot = { name: 'big', kind: 'key', owner: 'base', width: 1024, dtype: 'float32' } as const;
    for (let i = 0; i < 10; i += 1) {
      using backend = await webBackend({ device: 'webgpu' });
      using store = backend.createSlots([slot], 100_000);
      expect((await store.read('big', 99_999, 1)).data.every((value) => value === 0)).toBe(true);
    }
  });
});
