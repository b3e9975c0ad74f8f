/**
 * Lets messages in: a loop over promises alone would keep a worker from hearing that it should stop. A message to itself
 * comes after those that wait, and is not slowed down as timers are.
 */
export function createYield(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port2.postMessage(undefined);
    });
}
