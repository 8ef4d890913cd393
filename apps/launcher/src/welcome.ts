import { renderTable } from '@natiu/terminal';
import type { SignIn } from './demo/sign-ins.ts';
import { layOut } from './layout.ts';
import type { LaunchOptions } from './options.ts';
import { localOrigin } from './servers.ts';

export function dashboardAddress(options: LaunchOptions): string {
  return options.url ?? localOrigin(options);
}

/** What a newcomer needs to know, and nothing else. */
export function formatWelcome(options: LaunchOptions, signIns: readonly SignIn[]): string {
  const people =
    signIns.length > 0
      ? renderTable(
          ['role', 'e-mail', 'password'],
          signIns.map((user) => [user.role, user.email, user.password]),
        )
      : 'The people were made at an earlier start, and their passwords are not kept here.';
  const indented = people
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
  return [
    '',
    '  Natiu is running.',
    '',
    `    Dashboard   ${dashboardAddress(options)}`,
    `    Data        ${layOut(options.data).root}`,
    '',
    '  Sign in with one of:',
    '',
    indented,
    '',
    '  Ctrl-C stops everything.',
    '',
  ].join('\n');
}
