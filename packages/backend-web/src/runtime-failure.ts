import { BackendError } from '@recyclegpt/spec';

/** What a failure of the runtime is about, in words that it uses itself. */
const kinds = [
  {
    pattern: /out of memory|bad_alloc|memory allocation|cannot enlarge memory|OOM|failed to allocate/i,
    next: 'Close other pages, take a smaller model or another precision (`int8` takes a quarter of `f32`), or a shorter context.',
  },
  {
    pattern: /device (was |is )?lost|lost device|DXGI_ERROR|VK_ERROR_DEVICE_LOST|destroyed/i,
    next: 'The graphics device is gone: load the model again, with `device: "wasm"` if it happens again.',
  },
  {
    pattern: /Aborted\(|unreachable|memory access out of bounds|RuntimeError/,
    next: 'The runtime cannot be used any more: load the model in a new worker (a page: reload it).',
  },
] as const;

/** An error of the runtime in our words, with advice where its kind is known; one of ours is left as it is. */
export function runtimeFailure(what: string, where: string, cause: unknown, more = ''): BackendError {
  if (BackendError.isInstance(cause)) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  const kind = kinds.find(({ pattern }) => pattern.test(message));
  return new BackendError({ what, where, got: `${message}${more}`, next: kind?.next, cause });
}
