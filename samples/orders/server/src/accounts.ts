/** Who may sign in. A real shop keeps this in its database; the hashes are made with `oasgard keys hash`. */
export interface ShopAccount {
  readonly id: string;
  readonly username: string;
  /** `$scrypt$…`. */
  readonly passwordHash: string;
  readonly roles: readonly string[];
  readonly tenant: string;
  readonly plan: string;
}

const accounts = new Map<string, ShopAccount>();

/** The account of a user name, however it is capitalized; `null` when there is none. */
export function findAccount(username: string): ShopAccount | null {
  return accounts.get(username.trim().normalize('NFKC').toLowerCase()) ?? null;
}

export function addAccount(account: ShopAccount): void {
  accounts.set(account.username, account);
}
