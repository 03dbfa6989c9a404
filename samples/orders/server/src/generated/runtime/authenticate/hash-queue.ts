// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * Runs slow, memory-hungry tasks a few at a time. What does not fit into the queue is refused at once: waiting longer
 * than a client would is worse than an honest 503.
 */
export class HashQueue {
  readonly #concurrency: number;
  readonly #capacity: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @param capacity Tasks that may wait. */
  constructor(concurrency: number, capacity: number) {
    this.#concurrency = concurrency;
    this.#capacity = capacity;
  }

  /** The task's promise, or `null` when the queue is full. */
  run<T>(task: () => Promise<T>): Promise<T> | null {
    if (this.#running < this.#concurrency) return this.#start(task);
    if (this.#waiting.length >= this.#capacity) return null;
    return new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
    }).then(() => this.#start(task));
  }

  async #start<T>(task: () => Promise<T>): Promise<T> {
    this.#running += 1;
    try {
      return await task();
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }
}
