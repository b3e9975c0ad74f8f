import { BackendError } from '@recyclegpt/spec';

/** The parts of onnxruntime-node that are used here. */
export type OnnxRuntime = typeof import('onnxruntime-node');

/**
 * Loads onnxruntime-node. Its builds for Linux and macOS report usage unless a variable is set before the addon loads,
 * so it is set here, and the import is late.
 *
 * It is an optional dependency: its install script downloads CUDA files on Linux, and where that is blocked npm leaves
 * the package out instead of failing as a whole.
 * @throws BackendError where there is no binary for this machine.
 */
export async function loadRuntime(): Promise<OnnxRuntime> {
  process.env['ORT_DISABLE_TELEMETRY'] ??= '1';
  try {
    return await import('onnxruntime-node');
  } catch (cause) {
    throw new BackendError({
      what: 'onnxruntime-node could not be loaded',
      where: `${process.platform} ${process.arch}, Node ${process.version}`,
      next: 'Run `npm install onnxruntime-node` with ONNXRUNTIME_NODE_INSTALL=skip in the environment, or use the reference backend.',
      cause,
    });
  }
}
