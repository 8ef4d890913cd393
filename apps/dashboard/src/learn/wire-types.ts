import type { AppRouter } from '@natiu/api';
import type { inferRouterOutputs } from '@trpc/server';

type Outputs = inferRouterOutputs<AppRouter>;

/** Answers as they arrive through JSON, where a field of any shape may also be absent. */
export type RunView = Outputs['runs']['get'];
export type DatasetView = Outputs['datasets']['get'];
export type VersionView = Outputs['models']['get'];
export type ComparisonView = VersionView['comparisons'][number];
