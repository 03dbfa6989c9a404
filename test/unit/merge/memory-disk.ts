import type { Disk } from '../../../src/merge/disk.js';

/** A disk of literal texts by path. */
export function memoryDisk(files: Readonly<Record<string, string>>): Disk {
  const texts = new Map(Object.entries(files));
  return {
    root: '/project',
    read: (path) => texts.get(path) ?? null,
    list: (path) => {
      const entries = new Map<string, boolean>();
      for (const file of texts.keys()) {
        if (!file.startsWith(`${path}/`)) continue;
        const [name, ...rest] = file.slice(path.length + 1).split('/');
        if (name !== undefined) entries.set(name, rest.length > 0);
      }
      return [...entries]
        .map(([name, folder]) => ({ name, folder }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}
