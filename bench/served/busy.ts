/**
 * Keeps one processor from going to sleep, at a priority that takes no time from anybody who has something to do. Ends with
 * the process that started it.
 */
import { constants, setPriority } from 'node:os';

try {
  setPriority(constants.priority.PRIORITY_LOW);
} catch {
  // Where priorities may not be lowered, or SCHED_IDLE has none.
}
const parent = process.ppid;
while (process.ppid === parent) for (let turn = 0; turn < 1_000_000; turn += 1);
