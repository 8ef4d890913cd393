/**
 * A child that was started with `NATIU_EXIT_WITH_PARENT=1` and a pipe as standard input ends when that pipe
 * closes. The kernel closes it even when the parent was killed with -9, so nothing is left behind.
 * `onExit` may finish work first; it gets `graceMs`, then the process ends anyway.
 * Returns whether the watch is on.
 */
export function exitWithParent(onExit?: () => void | Promise<void>, graceMs = 8_000): boolean {
  if (process.env.NATIU_EXIT_WITH_PARENT !== '1') return false;
  let leaving = false;
  const leave = () => {
    if (leaving) return;
    leaving = true;
    setTimeout(() => process.exit(0), graceMs).unref();
    Promise.resolve()
      .then(() => onExit?.())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  for (const event of ['end', 'close', 'error']) process.stdin.on(event, leave);
  process.stdin.resume();
  // The watch alone must not keep a finished process alive.
  (process.stdin as { unref?: () => void }).unref?.();
  return true;
}
