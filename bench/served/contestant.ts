/** What every measured server does besides serving: say where it listens, and how much CPU time it has used. */
export function announce(port: number): void {
  process.on('message', (message) => {
    if (message === 'cpu') {
      const { user, system } = process.cpuUsage();
      process.send?.({ cpu: (user + system) / 1e6 });
    }
  });
  // A benchmark that was stopped leaves no servers behind.
  process.on('disconnect', () => process.exit());
  process.send?.({ port });
}
