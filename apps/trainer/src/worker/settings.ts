export interface WorkerSettings {
  /** Told to people beside its runs; unique among the workers of a database. */
  readonly name: string;
  /** Unpacked data sets and checkpoints of the run in work; nothing in it is needed afterwards. */
  readonly workDir: string;
  /** Absolute; PEM of the key that packages are signed with. */
  readonly signingKeyFile: string;
  /** Threads inside one operator. */
  readonly threads: number;
  readonly heartbeatMs: number;
  readonly silentAfterMs: number;
  /** How often it looks for work when nobody tells it that there is some. */
  readonly pollMs: number;
  /** Ends when nothing waits, in place of waiting. */
  readonly once: boolean;
}
