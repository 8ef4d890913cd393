import { DATASET_FORMS, LEAVE_OUT } from '@natiu/dataset';
import type { DatasetForm } from '@natiu/dataset';
import { InvalidArgumentError, Option } from '@natiu/terminal';
import type { Command } from '@natiu/terminal';

/** Options of every command that reads pictures in a foreign form. */
export interface SourceOptions {
  readonly form?: DatasetForm;
  readonly classes?: string[];
  readonly groupBy?: string;
  readonly map?: Readonly<Record<string, string>>;
  readonly json?: boolean;
}

export function addSourceOptions(command: Command): Command {
  return command
    .addOption(new Option('--form <form>', 'form of the labels (default: recognised)').choices(DATASET_FORMS))
    .option(
      '--classes <names>',
      'names by label number, for YOLO labels without a list: "Female,Male"',
      parseNames,
    )
    .option(
      '--group-by <rule>',
      'what is one source: "folder", or an expression whose first bracket catches it, such as "([^/]+)_\\d+\\.jpg$"',
    );
}

export function addMapOption(command: Command): Command {
  return command.option(
    '--map <from=to>',
    `class of the source = class here, such as "Hembra=Female"; "=${LEAVE_OUT}" leaves its boxes out; may be repeated`,
    parseMapping,
  );
}

function parseNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('names with commas between them are expected.');
  return names;
}

function parseMapping(
  text: string,
  previous: Readonly<Record<string, string>> | undefined,
): Record<string, string> {
  const at = text.lastIndexOf('=');
  const [from, to] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  if (at < 1 || from === '' || to === '')
    throw new InvalidArgumentError('"class of the source=class here" is expected, such as "Hembra=Female".');
  return { ...previous, [from]: to };
}

/** What the library takes; command line names differ from its own. */
export function toInspectOptions({ form, classes, groupBy }: SourceOptions) {
  return {
    ...(form === undefined ? {} : { form }),
    ...(classes === undefined ? {} : { classNames: classes }),
    ...(groupBy === undefined ? {} : { groupBy }),
  };
}
