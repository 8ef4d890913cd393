export { endDeployment } from './end-deployment.ts';
export { registerModel } from './register-model.ts';
export type { RegisteredModel } from './register-model.ts';
export { registerSite } from './register-site.ts';
export type { Site, SiteInput } from './register-site.ts';
export { registerTrap } from './register-trap.ts';
export type { Trap } from './register-trap.ts';
export { startDeployment } from './start-deployment.ts';
export type { Deployment, StartDeploymentInput } from './start-deployment.ts';
