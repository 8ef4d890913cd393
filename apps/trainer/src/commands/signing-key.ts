import { chmod, writeFile } from 'node:fs/promises';
import { ConflictError } from '@natiu/errors';
import { createSigningKey } from '@natiu/model-package';
import { printJsonLine } from '@natiu/terminal';
import type { Command } from '@natiu/terminal';

interface SigningKeyOptions {
  readonly out: string;
  readonly json?: boolean;
}

async function makeKey({ out, json }: SigningKeyOptions): Promise<void> {
  const key = createSigningKey();
  const refuse = (cause: NodeJS.ErrnoException): never => {
    if (cause.code === 'EEXIST')
      throw new ConflictError(`${out} is there already: what it signed could not be checked any more.`, {
        cause,
      });
    throw cause;
  };
  await writeFile(out, key.privateKey, { mode: 0o600, flag: 'wx' }).catch(refuse);
  await chmod(out, 0o600);
  await writeFile(`${out}.pub`, key.publicKey);
  if (json) printJsonLine({ file: out, publicFile: `${out}.pub`, keyId: key.keyId });
  else process.stdout.write(`${out} signs (keep it secret), ${out}.pub checks. Key ${key.keyId}\n`);
}

/** `trainer signing-key`: what packages are signed and checked with. */
export function registerSigningKeyCommand(program: Command): void {
  program
    .command('signing-key')
    .description('make a key that signs model packages (Ed25519)')
    .requiredOption('--out <file>', 'new file for the private key; the public one gets .pub behind it')
    .option('--json', 'one JSON object as the last line')
    .action((options: SigningKeyOptions) => makeKey(options));
}
