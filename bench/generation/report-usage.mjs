// Preloaded into a measured process: says at its end what it used, threads included.
import { isMainThread } from 'node:worker_threads';
import { writeFileSync } from 'node:fs';

if (isMainThread) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    writeFileSync(
      process.env.OASGARD_BENCH_USAGE,
      JSON.stringify({ cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMegabytes: maxRSS / 1024 }),
    );
  });
}
