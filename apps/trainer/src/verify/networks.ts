import { CLASS_NAMES } from '@natiu/domain';
import { architectureOf, emptyVectors, layoutParameters, viewOf } from '@natiu/yolo';
import type { Architecture, ParameterLayout, ParameterVectors } from '@natiu/yolo';
import { InputError } from '@natiu/errors';
import { makeFormulaWeights, readFormulaSeed } from './formula-weights.ts';
import type { GoldenFolder, GoldenItem } from './golden-folder.ts';

export interface Network {
  readonly architecture: Architecture;
  readonly layout: ParameterLayout;
  readonly vectors: ParameterVectors;
}

/** @throws InputError when a tensor of the network is missing or has another size */
function readTensors(item: GoldenItem, layout: ParameterLayout): ParameterVectors {
  const vectors = emptyVectors(layout);
  for (const spec of layout.specs) {
    const { data, shape } = item.tensor(spec.name, 'float32');
    if (shape.join() !== spec.shape.join()) {
      throw new InputError(
        `Item ${item.name}: tensor "${spec.name}" has shape [${shape.join(', ')}], the network needs [${spec.shape.join(', ')}].`,
      );
    }
    viewOf(vectors, spec).set(data);
  }
  return vectors;
}

/** A network with the weights that the reference values were computed with: stored for tiny, by formula otherwise. */
export function loadNetwork(folder: GoldenFolder, model: string): Network {
  const architecture = architectureOf(model, CLASS_NAMES.length);
  const layout = layoutParameters(architecture);
  const vectors =
    model === 'tiny'
      ? readTensors(folder.item('tiny_init'), layout)
      : makeFormulaWeights(architecture, readFormulaSeed(folder));
  return { architecture, layout, vectors };
}
