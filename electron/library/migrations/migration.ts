/** The shape of a numbered migration. A released one is never changed; the next change is the next number. */
export interface Migration {
  /** 1, 2, 3 …; the database's `user_version` after it. */
  version: number;
  name: string;
  sql: string;
}
