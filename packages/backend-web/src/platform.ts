/** What the code runs on, as far as it decides anything here. */
export interface Platform {
  readonly isNode: boolean;
  /** Processor cores, as far as the platform tells. */
  readonly cores: number;
  /** Whether memory can be shared between threads. */
  readonly hasThreads: boolean;
  /** Whether WebAssembly can wait for promises (JSPI), which a smaller file of the runtime needs. */
  readonly hasSuspending: boolean;
  readonly gpu: GPU | undefined;
}

/** Looks around: a page, a worker, or Node. */
export function detectPlatform(): Platform {
  const { process: host, navigator: browser, crossOriginIsolated } = globalThis as Partial<typeof globalThis>;
  const isNode = typeof host?.versions?.node === 'string';
  return {
    isNode,
    cores: browser?.hardwareConcurrency ?? 1,
    hasThreads: isNode || crossOriginIsolated === true,
    hasSuspending: 'Suspending' in WebAssembly,
    gpu: isNode ? undefined : browser?.gpu,
  };
}
