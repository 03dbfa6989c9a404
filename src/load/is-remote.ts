/** Whether the path of a file is a URL. */
export function isRemote(path: string): boolean {
  return /^https?:\/\//u.test(path);
}
