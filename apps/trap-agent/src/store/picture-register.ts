import type { DeviceDatabase } from '@natiu/iot-device';
import type { ProcessedPictures, SourcePicture } from '../sources/picture-source.ts';

/** Which pictures were counted, by name and content. */
export interface PictureRegister extends ProcessedPictures {
  /** Whether these very bytes were counted under this name, even if the file was touched since. */
  knowsContent(picture: SourcePicture, sha256: string): boolean;
  /** Belongs into the transaction that stores what was counted. */
  markDone(picture: SourcePicture, sha256: string, outcome: string): void;
  /** After that transaction: from now on the picture is not offered again. */
  rememberDone(picture: SourcePicture): void;
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS agent_picture (
  pass INTEGER NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL, size_bytes INTEGER NOT NULL,
  modified_ms REAL NOT NULL, outcome TEXT NOT NULL, PRIMARY KEY (pass, name, sha256));
CREATE TABLE IF NOT EXISTS agent_pass (id INTEGER PRIMARY KEY CHECK (id = 1), pass INTEGER NOT NULL);
`;

interface PictureRow {
  readonly name: string;
  readonly size_bytes: number;
  readonly modified_ms: number;
}

export function openPictureRegister(database: DeviceDatabase): PictureRegister {
  const { connection } = database;
  connection.exec(SCHEMA);
  const passRow = connection.prepare('SELECT pass FROM agent_pass').get() as { pass: number } | undefined;
  let pass = passRow?.pass ?? 0;
  const done = readDone(database, pass);
  const find = connection.prepare('SELECT 1 FROM agent_picture WHERE pass = ? AND name = ? AND sha256 = ?');
  const upsert = connection.prepare(
    `INSERT INTO agent_picture (pass, name, sha256, size_bytes, modified_ms, outcome) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET size_bytes = excluded.size_bytes, modified_ms = excluded.modified_ms`,
  );
  return {
    get pass() {
      return pass;
    },
    beginPass(next) {
      database.transaction(() => {
        connection.prepare('DELETE FROM agent_picture WHERE pass <> ?').run(next);
        connection.prepare('INSERT OR REPLACE INTO agent_pass (id, pass) VALUES (1, ?)').run(next);
      });
      pass = next;
      done.clear();
    },
    isDone: (picture) => picture.pass === pass && done.get(picture.name) === stampOf(picture),
    knowsContent: (picture, sha256) => find.get(picture.pass, picture.name, sha256) !== undefined,
    markDone(picture, sha256, outcome) {
      const { name, sizeBytes, modifiedMs } = picture;
      upsert.run(picture.pass, name, sha256, sizeBytes, modifiedMs, outcome);
    },
    rememberDone: (picture) => void done.set(picture.name, stampOf(picture)),
  };
}

function stampOf({ sizeBytes, modifiedMs }: Pick<SourcePicture, 'sizeBytes' | 'modifiedMs'>): string {
  return `${sizeBytes}/${modifiedMs}`;
}

/** name -> stamp of the file as it was done: so a look at a folder costs no query per file. */
function readDone({ connection }: DeviceDatabase, pass: number): Map<string, string> {
  const rows = connection.prepare('SELECT name, size_bytes, modified_ms FROM agent_picture WHERE pass = ?');
  const done = new Map<string, string>();
  for (const row of rows.iterate(pass) as Iterable<unknown> as Iterable<PictureRow>) {
    done.set(row.name, stampOf({ sizeBytes: row.size_bytes, modifiedMs: row.modified_ms }));
  }
  return done;
}
