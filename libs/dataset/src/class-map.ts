import { CLASS_NAMES } from '@natiu/domain';
import { InputError } from '@natiu/errors';

/**
 * Label number in a data set -> index in the project's class order, matched by name.
 * @throws InputError naming the unknown or repeated class
 */
export function mapClassNames(names: readonly string[], file: string): number[] {
  if (names.length === 0) throw new InputError(`${file}: names is empty`, { details: { file } });
  const project: readonly string[] = CLASS_NAMES;
  const map = names.map((name) => {
    const index = project.indexOf(name.trim());
    if (index < 0)
      throw new InputError(
        `${file}: unknown class "${name}"; the classes are ${project.join(', ')} (spelled exactly so)`,
        { details: { file, name } },
      );
    return index;
  });
  const repeated = names.find((_, index) => map.indexOf(map[index]) !== index);
  if (repeated !== undefined)
    throw new InputError(`${file}: class "${repeated}" is named twice`, { details: { file } });
  return map;
}
