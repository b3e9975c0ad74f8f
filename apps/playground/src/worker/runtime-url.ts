/** Where a worker finds the runtime's WebAssembly: scripts of the built page lie in a folder of their own beside it. */
export function runtimeUrl(): string {
  return new URL(import.meta.env.DEV ? '/runtime/' : '../runtime/', location.href).href;
}
